import { describeProcessSpawner } from '../../../tests/support/process-spawner-suite.ts';
import { ForkedNodeSpawner } from './forked-node-spawner.ts';

describeProcessSpawner('forked Node', (environment, entries) => new ForkedNodeSpawner(environment, entries));
