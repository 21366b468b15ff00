import { get } from 'node:http';

/**
 * A client in a process of its own, so that its work does not count as the server's: asks for a URL a number of times,
 * reads each answer to its end and prints the milliseconds that each took.
 * `node timed-requests.ts URL ROUNDS HEADERS-AS-JSON`
 */
const [url = '', rounds = '1', headers = '{}'] = process.argv.slice(2);
const times: number[] = [];
for (let round = 0; round < Number(rounds); round += 1) {
  const begun = performance.now();
  await new Promise<void>((resolve, reject) => {
    get(url, { headers: JSON.parse(headers) as Record<string, string> }, (response) => {
      response.on('end', resolve).on('error', reject).resume();
    }).on('error', reject);
  });
  times.push(performance.now() - begun);
}
console.log(JSON.stringify(times));
