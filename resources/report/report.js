// The script of a report: draws the charts that the page has places for, and answers its buttons. Plain JavaScript, as
// it is carried inside the page. Whatever comes from data reaches the page as text, never as HTML.
(() => {
  'use strict';

  const { series, figures } = JSON.parse(document.getElementById('report-data').textContent);
  const places = new Map(figures.map((figure) => [figure.id, placeOf(figure)]));
  const dashes = ['solid', [6, 3], [2, 3], [10, 3, 2, 3]];
  const symbols = ['circle', 'triangle', 'rect', 'diamond'];
  const darkScheme = matchMedia('(prefers-color-scheme: dark)');
  const lessMotion = matchMedia('(prefers-reduced-motion: reduce)');

  function placeOf(figure) {
    const element = document.getElementById(figure.id);
    return {
      figure,
      element,
      chartElement: element.querySelector('[data-chart]'),
      tableElement: element.querySelector('[data-table]'),
      toggle: element.querySelector('[data-toggle]'),
      picture: element.querySelector('[data-picture]'),
      chart: undefined,
      legendRows: 0,
    };
  }

  // Looks

  function readTokens() {
    const style = getComputedStyle(document.documentElement);
    const token = (name) => style.getPropertyValue(`--${name}`).trim();
    return {
      font: token('font'),
      size: Number.parseFloat(token('size-label')),
      surface: token('surface-0'),
      raised: token('surface-2'),
      line: token('line'),
      grid: token('grid'),
      text: token('text-1'),
      quiet: token('text-2'),
      colours: Array.from({ length: 8 }, (_, index) => token(`series-${index + 1}`)),
    };
  }

  // Numbers

  const minus = '\u2212';

  function formatNumber(value) {
    if (value === null || value === undefined || Number.isNaN(value)) return 'n/a';
    const size = Math.abs(value);
    const rounded =
      size !== 0 && (size < 1e-4 || size >= 1e9)
        ? size.toExponential(2).replace('-', minus)
        : Number(size.toPrecision(5)).toLocaleString('en-US', { maximumFractionDigits: 10 });
    return value < 0 ? minus + rounded : rounded;
  }

  function formatTime(seconds) {
    const text = new Date(seconds * 1000).toISOString();
    return seconds % 86400 === 0 ? text.slice(0, 10) : text.slice(0, 16).replace('T', ' ');
  }

  function formatX(figure, x) {
    return figure.axis === 'time' ? formatTime(x) : formatNumber(x);
  }

  // Charts

  const timeLabels = {
    year: '{yyyy}',
    month: '{MMM} {yyyy}',
    day: '{d} {MMM}',
    hour: '{HH}:{mm}',
    minute: '{HH}:{mm}',
  };

  function buildOption(figure, tokens, { width, height }) {
    if (figure.form === 'heat_map') return buildHeatMap(figure, tokens, { width, height });
    const several = figure.lines.length > 1;
    const rows = Math.min(legendRows(figure, tokens, width), mostLegendRows + 1);
    const label = { color: tokens.quiet, fontFamily: tokens.font, fontSize: tokens.size };
    const axisName = { nameLocation: 'middle', nameTextStyle: label };
    return {
      // Paper does not wait for a line to grow.
      animation: !lessMotion.matches && !isOnPaper(),
      animationDuration: 120,
      useUTC: true,
      backgroundColor: 'transparent',
      textStyle: { fontFamily: tokens.font, color: tokens.text },
      aria: {
        enabled: true,
        label: { description: describe(figure) },
        decal: { show: several && figure.form === 'bar', decals: decalsFor(figure, tokens) },
      },
      grid: { left: 64, right: 20, top: 16 + rows * legendRowHeight, bottom: 46 },
      legend: {
        show: several,
        type: rows > mostLegendRows ? 'scroll' : 'plain',
        top: 0,
        left: 0,
        padding: [5, 0],
        itemWidth: legendSymbolWidth(figure),
        itemHeight: 12,
        itemGap: legendGap,
        formatter: shorten,
        textStyle: label,
        pageTextStyle: label,
        pageIconColor: tokens.text,
        pageIconInactiveColor: tokens.line,
      },
      tooltip: buildTooltip(figure, tokens),
      xAxis: {
        type: figure.axis,
        name: figure.x_name,
        nameGap: 28,
        ...axisName,
        ...(figure.axis === 'category' ? { data: figure.labels } : { scale: true }),
        axisLine: { lineStyle: { color: tokens.line }, onZero: false },
        axisTick: { lineStyle: { color: tokens.line } },
        axisLabel: {
          ...label,
          hideOverlap: true,
          ...(figure.axis === 'value'
            ? { formatter: formatNumber, alignMinLabel: 'left', alignMaxLabel: 'right' }
            : {}),
          ...(figure.axis === 'time' ? { formatter: timeLabels } : {}),
        },
        splitLine: { show: figure.axis === 'value', lineStyle: { color: tokens.grid } },
      },
      yAxis: {
        type: 'value',
        name: figure.y_name,
        nameGap: 50,
        ...axisName,
        scale: figure.form !== 'bar' && figure.form !== 'area',
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { ...label, formatter: formatNumber },
        splitLine: { lineStyle: { color: tokens.grid } },
      },
      series: figure.lines.map((line) => buildSeries(figure, line, tokens)),
    };
  }

  const heatMapMargins = { left: 84, right: 20, top: 16, bottom: 46 };

  /** A row of cells for each line: the colour says the sign, its strength the size. Drawn as points in the shape of cells. */
  function buildHeatMap(figure, tokens, { width, height }) {
    const label = { color: tokens.quiet, fontFamily: tokens.font, fontSize: tokens.size };
    const columns = series[figure.lines[0].series].x;
    const cells = figure.lines.flatMap((line, row) =>
      series[line.series].y.flatMap((value, column) => (value === null ? [] : [[column, row, value]])),
    );
    const largest = cells.reduce((most, [, , value]) => Math.max(most, Math.abs(value)), 0);
    const { left, right, top, bottom } = heatMapMargins;
    const cellSize = [
      Math.max(1, (width - left - right) / columns.length - 1),
      Math.max(1, (height - top - bottom) / figure.lines.length - 1),
    ];
    const axis = { axisLine: { show: false }, axisTick: { show: false }, axisLabel: label };
    const [above, below] = tokens.colours;
    return {
      animation: false,
      backgroundColor: 'transparent',
      textStyle: { fontFamily: tokens.font, color: tokens.text },
      aria: { enabled: true, label: { description: describe(figure) } },
      // Where the cells are laid out: a name that is wider than the chart must not move the axes from under them.
      grid: { ...heatMapMargins, outerBoundsMode: 'none' },
      legend: { show: false },
      tooltip: {
        ...tooltipLooks(tokens),
        trigger: 'item',
        formatter: ({ value: [column, row, value] }) =>
          `${figure.lines[row].name}, ${figure.x_name} ${formatX(figure, columns[column])}\n${formatNumber(value)}\n${figure.y_name}`,
      },
      xAxis: {
        ...axis,
        type: 'category',
        data: columns.map((x) => formatX(figure, x)),
        name: `${figure.x_name} · blue above 0, orange below, strongest at ${formatNumber(largest)}`,
        nameLocation: 'middle',
        nameGap: 28,
        nameTextStyle: label,
      },
      yAxis: { ...axis, type: 'category', inverse: true, data: figure.lines.map((line) => line.name) },
      series: [
        {
          type: 'scatter',
          symbol: 'rect',
          symbolSize: cellSize,
          emphasis: { disabled: true },
          data: cells.map((cell) => ({
            value: cell,
            itemStyle: { color: cell[2] < 0 ? below : above, opacity: cellStrength(cell[2], largest) },
          })),
        },
      ],
    };
  }

  /** From faint, for a cell that is there but near 0, to full. */
  function cellStrength(value, largest) {
    return largest === 0 ? 0.1 : 0.1 + (0.9 * Math.abs(value)) / largest;
  }

  const mostLegendRows = 4;
  const legendRowHeight = 22;
  const legendGap = 10;
  const longestName = 40;
  const ruler = document.createElement('canvas').getContext('2d');

  /** How many rows the legend takes at a width, so that the chart begins below it; 0 without a legend. */
  function legendRows(figure, tokens, width) {
    if (figure.lines.length < 2 || figure.form === 'heat_map') return 0;
    ruler.font = `${tokens.size}px ${tokens.font}`;
    let rows = 1;
    let used = 0;
    for (const { name } of figure.lines) {
      const needed = legendSymbolWidth(figure) + 5 + ruler.measureText(shorten(name)).width + legendGap;
      if (used > 0 && used + needed > width) {
        rows++;
        used = 0;
      }
      used += needed;
    }
    return rows;
  }

  function legendSymbolWidth(figure) {
    return figure.form === 'line' || figure.form === 'area' ? 24 : 12;
  }

  function shorten(name) {
    return name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name;
  }

  function buildSeries(figure, line, tokens) {
    const { x, y } = series[line.series];
    const colour = tokens.colours[line.colour % tokens.colours.length];
    const points =
      figure.axis === 'category'
        ? y
        : x.map((at, index) => [figure.axis === 'time' ? at * 1000 : at, y[index]]);
    const common = {
      name: line.name,
      data: points,
      itemStyle: { color: colour },
      emphasis: { disabled: true },
    };
    if (figure.form === 'bar') return { ...common, type: 'bar', barMaxWidth: 40, barMinHeight: 1 };
    if (figure.form === 'scatter') {
      return { ...common, type: 'scatter', symbol: symbols[line.dash % symbols.length], symbolSize: 9 };
    }
    return {
      ...common,
      type: 'line',
      showSymbol: false,
      symbol: symbols[line.dash % symbols.length],
      lineStyle: { color: colour, width: 1.5, type: dashes[line.dash % dashes.length] },
      ...(figure.form === 'area' && figure.lines.length === 1
        ? { areaStyle: { color: colour, opacity: 0.15 } }
        : {}),
    };
  }

  /** Bars of several runs differ by their pattern too; the first stays plain. */
  function decalsFor(figure, tokens) {
    const patterns = [
      { symbol: 'none' },
      { dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: Math.PI / 4 },
      {
        symbol: 'circle',
        symbolSize: 0.6,
        dashArrayX: [
          [6, 6],
          [0, 6, 6, 0],
        ],
        dashArrayY: [5, 0],
      },
      { dashArrayX: [1, 0], dashArrayY: [2, 4], rotation: -Math.PI / 4 },
    ];
    return figure.lines.map((line) => ({ color: tokens.surface, ...patterns[line.dash % patterns.length] }));
  }

  function buildTooltip(figure, tokens) {
    const title = (parameters) =>
      figure.axis === 'category'
        ? figure.labels[parameters.dataIndex]
        : formatX(figure, xOf(figure, parameters));
    return {
      ...tooltipLooks(tokens),
      trigger: figure.form === 'scatter' ? 'item' : 'axis',
      axisPointer: { type: figure.form === 'bar' ? 'shadow' : 'line', label: { show: false } },
      formatter: (found) => {
        const list = Array.isArray(found) ? found : [found];
        const heading =
          figure.axis === 'category' || figure.axis === 'time'
            ? title(list[0])
            : `${figure.x_name} ${title(list[0])}`;
        return [
          heading,
          ...list.map((item) => `${item.seriesName}  ${formatNumber(yOf(item))}`),
          figure.y_name,
        ].join('\n');
      },
    };
  }

  function tooltipLooks(tokens) {
    return {
      // Drawn into the canvas: a tooltip of HTML would need inline styles, which the page's policy forbids.
      renderMode: 'richText',
      confine: true,
      backgroundColor: tokens.raised,
      borderColor: tokens.line,
      textStyle: { color: tokens.text, fontFamily: tokens.font, fontSize: tokens.size + 1 },
    };
  }

  function xOf(figure, { value }) {
    return figure.axis === 'time' ? value[0] / 1000 : value[0];
  }

  function yOf({ value }) {
    return Array.isArray(value) ? value[1] : value;
  }

  /** The chart in words, for who cannot see it. */
  function describe(figure) {
    const lines = figure.lines.map((line) => {
      const values = series[line.series].y.filter((value) => value !== null);
      if (values.length === 0) return `${line.name}: no values`;
      const lowest = values.reduce((low, value) => Math.min(low, value), Infinity);
      const highest = values.reduce((high, value) => Math.max(high, value), -Infinity);
      const last = figure.axis === 'time' ? `, last ${formatNumber(values.at(-1))}` : '';
      return `${line.name}: ${values.length} values from ${formatNumber(lowest)} to ${formatNumber(highest)}${last}`;
    });
    return `${figure.title}. ${lines.join('; ')}. The button below shows all values as a table.`;
  }

  function draw(place) {
    if (place.tableElement.hidden === false) return;
    if (place.chart === undefined) {
      place.chart = echarts.init(place.chartElement, null, { renderer: 'canvas' });
      const { axis, form, group } = place.figure;
      if (axis === 'time' && form !== 'heat_map') place.chart.group = group;
    }
    const tokens = readTokens();
    const size = { width: place.chart.getWidth(), height: place.chart.getHeight() };
    place.legendRows = legendRows(place.figure, tokens, size.width);
    place.chart.setOption(buildOption(place.figure, tokens, size), { notMerge: true });
    place.element.dataset.drawn = 'true';
  }

  function resize(place) {
    if (place.chart === undefined || place.tableElement.hidden === false) return;
    place.chart.resize();
    const rows = legendRows(place.figure, readTokens(), place.chart.getWidth());
    if (rows !== place.legendRows || place.figure.form === 'heat_map') draw(place);
  }

  function redrawAll() {
    for (const place of places.values()) if (place.chart !== undefined) draw(place);
  }

  // Tables

  function buildTable(figure) {
    const table = document.createElement('table');
    const head = table.createTHead().insertRow();
    addHeader(head, figure.x_name, 'col', '');
    for (const line of figure.lines) addHeader(head, `${line.name}: ${figure.y_name}`, 'col', 'number');
    const body = table.createTBody();
    for (const { label, values } of tableRows(figure)) {
      const row = body.insertRow();
      addHeader(row, label, 'row', '');
      for (const value of values) {
        const cell = row.insertCell();
        cell.className = 'number';
        cell.textContent = value === undefined ? '' : formatNumber(value);
        if (typeof value === 'number') cell.title = String(value);
      }
    }
    return table;
  }

  /** One row for each place on the x axis, with what every line has there. */
  function tableRows(figure) {
    const columns = figure.lines.map((line) => series[line.series]);
    if (figure.axis === 'category') {
      return figure.labels.map((label, index) => ({ label, values: columns.map(({ y }) => y[index]) }));
    }
    const maps = columns.map(({ x, y }) => new Map(x.map((at, index) => [at, y[index]])));
    const points = [...new Set(columns.flatMap(({ x }) => x))].sort((left, right) => left - right);
    return points.map((at) => ({ label: formatX(figure, at), values: maps.map((map) => map.get(at)) }));
  }

  function addHeader(row, text, scope, look) {
    const cell = document.createElement('th');
    cell.scope = scope;
    cell.className = look;
    cell.textContent = text;
    row.append(cell);
  }

  function toggleTable(place) {
    const showTable = place.tableElement.hidden;
    if (showTable && place.tableElement.firstChild === null)
      place.tableElement.append(buildTable(place.figure));
    place.tableElement.hidden = !showTable;
    place.chartElement.hidden = showTable;
    place.toggle.textContent = showTable ? 'Show as chart' : 'Show as table';
    if (showTable) return;
    draw(place);
    resize(place);
  }

  // Leaving the page

  function savePicture(place) {
    draw(place);
    const { figure } = place;
    const tokens = readTokens();
    // A picture leaves its caption behind, so it carries the title inside; it is drawn apart to not disturb the page.
    const titleHeight = 36;
    const width = 960;
    const height = 480;
    const chart = echarts.init(document.createElement('div'), null, { renderer: 'canvas', width, height });
    const option = buildOption(figure, tokens, { width, height: height - titleHeight });
    const textStyle = { color: tokens.text, fontSize: 15, fontWeight: 600 };
    const title = { text: figure.title, left: 12, top: 8, textStyle };
    const legend = { ...option.legend, top: titleHeight, left: 12 };
    const grid = { ...option.grid, top: option.grid.top + titleHeight };
    chart.setOption({ ...option, title, legend, grid, animation: false, backgroundColor: tokens.surface });
    chart.renderToCanvas({ pixelRatio: 2, backgroundColor: tokens.surface }).toBlob((blob) => {
      chart.dispose();
      const link = document.createElement('a');
      link.href = URL.createObjectURL(blob);
      link.download = `${figure.id}.png`;
      link.click();
      URL.revokeObjectURL(link.href);
      announce('Picture saved.');
    }, 'image/png');
  }

  async function copyText(button) {
    const source = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.textContent);
      announce('Copied.');
    } catch {
      // Not every browser lets a local file write to the clipboard: then the text is marked for copying by hand.
      source.closest('details').open = true;
      getSelection().selectAllChildren(source);
      announce('Selected: press Ctrl or Command and C to copy.');
    }
  }

  function announce(text) {
    document.querySelector('[data-status]').textContent = text;
  }

  // Charts are drawn when they come near the window: a report of many runs opens at once.
  const nearby = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        nearby.unobserve(target);
        draw(places.get(target.dataset.figure));
      }
    },
    { rootMargin: '600px' },
  );
  const sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) resize(places.get(target.parentElement.id));
  });
  for (const place of places.values()) {
    nearby.observe(place.element);
    sizes.observe(place.chartElement);
    place.toggle.addEventListener('click', () => toggleTable(place));
    place.picture.addEventListener('click', () => savePicture(place));
  }
  for (const button of document.querySelectorAll('[data-copy]')) {
    button.addEventListener('click', () => void copyText(button));
  }
  for (const group of new Set(figures.map((figure) => figure.group))) echarts.connect(group);
  darkScheme.addEventListener('change', redrawAll);
  lessMotion.addEventListener('change', redrawAll);

  function isOnPaper() {
    return document.documentElement.dataset.paper !== undefined;
  }

  // Paper is light whatever the screen is, as wide as it is, and nothing on it may be missing.
  addEventListener('beforeprint', () => {
    document.documentElement.dataset.paper = '';
    for (const place of places.values()) {
      resize(place);
      draw(place);
    }
  });
  addEventListener('afterprint', () => {
    delete document.documentElement.dataset.paper;
    for (const place of places.values()) resize(place);
    redrawAll();
  });
})();
