// Hands a service request to the part of the backend that it is for.

import { ZIMErrorCode } from '../../zim/error-codes.js';
import type { ServiceRequest } from '../../zim/wire.js';
import { CALL_SERVICES } from './calls.js';
import { GROUP_SERVICES } from './group-queries.js';
import { MEMBER_ATTRIBUTE_SERVICES } from './member-attributes.js';
import { ATTRIBUTE_SERVICES } from './room-attributes.js';
import type { SessionRecord } from './state.js';
import { type Refused, type Reply, refused, type Service, type Turn } from './turn.js';
import { USER_SERVICES } from './users.js';

const SERVICES: ReadonlyMap<string, Service> = new Map([
  ...ATTRIBUTE_SERVICES,
  ...MEMBER_ATTRIBUTE_SERVICES,
  ...USER_SERVICES,
  ...GROUP_SERVICES,
  ...CALL_SERVICES,
]);

export function serve(turn: Turn, session: SessionRecord, { name, args }: ServiceRequest): Reply {
  return SERVICES.get(name)?.(turn, session, args) ?? NO_SUCH_SERVICE;
}

const NO_SUCH_SERVICE: Refused = refused(
  ZIMErrorCode.CommonModuleUnsupportedRequest,
  'The backend has no such service.',
);
