// Starts the UI in the page.
import { mount } from 'svelte';

import Start from './Start.svelte';
import './tokens.css';
import './base.css';
import './styles/controls.css';
import './styles/layout.css';

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no element with the id "app"');

export default mount(Start, { target });
