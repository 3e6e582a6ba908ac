// Nobody catches what a renewal without a network rejects with.

import { Chat } from '../shared/chat';

export default class extends Chat {
  protected override async enter(): Promise<void> {
    const { roomID } = this.around;
    this.wantsRoom = true;
    await this.zim.enterRoom({ roomID, roomName: roomID });
  }
}
