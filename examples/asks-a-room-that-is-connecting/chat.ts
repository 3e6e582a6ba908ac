// Asks for the members of a room every few seconds, also while the room is reconnecting.

import { Chat, type Surroundings } from '../parts/chat';

export default class extends Chat {
  constructor(around: Surroundings) {
    super(around);
    setInterval(() => {
      if (!this.wantsRoom) return;
      this.zim.queryRoomMemberList(around.roomID, { count: 100, nextFlag: '' }).catch(() => {});
    }, 4000);
  }
}
