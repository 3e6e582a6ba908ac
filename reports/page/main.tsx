// Reads the data out of the page and shows what it is about.

import { render } from 'preact';
import './styles.css';
import { CampaignView } from './campaign-view.js';
import { readData } from './data.js';
import { RunsView } from './runs-view.js';

const root = document.querySelector('#app') as HTMLElement;

try {
  const page = await readData();
  root.textContent = '';
  if (page.kind === 'campaign') {
    document.title = `${page.name}: campaign`;
    render(<CampaignView page={page} />, root);
  } else {
    document.title = `${page.run.scenario}: ${page.run.outcome}`;
    render(<RunsView page={page} />, root);
  }
} catch (error) {
  root.textContent = `This page cannot be read: ${error instanceof Error ? error.message : String(error)}. Take a copy that is whole.`;
}
