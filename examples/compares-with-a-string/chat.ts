// Compares the state with a string: whoever is connected is never shown to be.

import { Chat } from '../parts/chat';

export default class extends Chat {
  protected override create() {
    const zim = super.create();
    zim.on('connectionStateChanged', (_zim, { state, event }) => {
      this.onConnection(state, event);
      this.setIsOnline((state as unknown) === 'CONNECTED');
    });
    return zim;
  }

  private setIsOnline(online: boolean): void {
    if (online) this.around.ui.remind('you are online');
  }
}
