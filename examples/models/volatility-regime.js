/** Volatility regime: follows the last three returns, less so when the second half of the window moved more. */
export default class VolatilityRegime {
  #latest = new Map();

  tick(data) {
    this.#latest.set(data.symbol, data);
  }

  predict(subject) {
    const returns = relativeChanges(this.#latest.get(subject)?.candles_1m ?? []);
    const count = returns.length;
    if (count < 3) return { value: 0 };
    const half = Math.max(1, Math.floor(count / 2));
    const baseline = rootMeanSquare(returns, 0, half);
    const recent = rootMeanSquare(returns, half, count);
    const momentum = (returns[count - 3] + returns[count - 2] + returns[count - 1]) / 3;
    const dampening = 1 + Math.max(0, recent / Math.max(baseline, 1e-6) - 1);
    return { value: momentum / dampening };
  }
}

function relativeChanges(candles) {
  const changes = [];
  for (let index = 1; index < candles.length; index++) {
    const previous = candles[index - 1].close;
    if (previous !== 0) changes.push((candles[index].close - previous) / previous);
  }
  return changes;
}

function rootMeanSquare(values, start, end) {
  let total = 0;
  for (let index = start; index < end; index++) total += values[index] * values[index];
  return end > start ? Math.sqrt(total / (end - start)) : 0;
}
