/** What the coordinator answers, as far as the page looks at it. */
export interface FeedSummary {
  source: string;
  subject: string;
  kind: string;
  granularity: string;
  record_count: number;
  oldest_ts: string | null;
  newest_ts: string | null;
}

export interface Job {
  id: string;
  source: string;
  subject: string;
  kind: string;
  granularity: string;
  /** ISO 8601, UTC, as all times. */
  start_ts: string;
  /** The first moment after the range. */
  end_ts: string;
  cursor_ts: string;
  records_written: number;
  pages_fetched: number;
  status: 'pending' | 'running' | 'completed' | 'failed';
  error: string | null;
  cancelled?: boolean;
  created_at: string;
  updated_at: string;
}

export interface IndexEntry {
  date: string;
  records: number;
  size_bytes: number;
  complete: boolean;
}

/** A square of the calendar. */
export interface CalendarDay {
  day: string;
  state: 'absent' | 'partial' | 'complete';
  records: number;
  sizeBytes: number;
}

/** Days, both ends included. */
export interface DayRange {
  first: string;
  last: string;
}
