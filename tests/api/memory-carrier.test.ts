import { memoryCarrier } from '../../src-main/services/api/memory-carrier.ts';
import { carrierConformance } from './carrier-conformance.ts';

carrierConformance('memory', {
  roles: ['owner', 'viewer'],
  open: (api) =>
    Promise.resolve({
      connect: (role) => Promise.resolve(memoryCarrier(api.host, api.hub, role)),
      close: () => Promise.resolve(),
    }),
});
