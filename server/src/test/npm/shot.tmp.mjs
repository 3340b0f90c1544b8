import { chromium } from 'playwright-core';
const base='http://localhost:8600'; const [user, ...specs]=process.argv.slice(2);
const b=await chromium.launch({executablePath:'/usr/bin/chromium',args:['--no-sandbox']});
const c=await b.newContext({viewport:{width:1440,height:900},locale:process.env.LOC||'en-CA',colorScheme:process.env.DARK?'dark':'light'});
const p=await c.newPage(); p.on('console',m=>{if(m.type()==='error')console.log('console:',m.text())}); p.on('pageerror',e=>console.log('error:',e.message));
await p.goto(base+'/login'); await p.fill('input[name=username]',user); await p.fill('input[name=password]',user+'-password'); await p.click('form[action="/login"] button');
await p.waitForLoadState('load'); console.log('at',p.url());
for(const s of specs){ const [path,file,w]=s.split('@'); if(w) await p.setViewportSize({width:+w,height:900}); const r=await p.goto(base+path); console.log(path,r.status(),r.headers()['server-timing'],await p.title()); await p.waitForTimeout(300);
 const over=await p.evaluate(()=>document.documentElement.scrollWidth-innerWidth); if(over>0)console.log('  OVERFLOW',over);
 if(process.env.AXE){ const {default:axe}=await import('axe-core'); await p.evaluate(axe.source); const v=await p.evaluate(()=>axe.run(document,{runOnly:['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']})); for(const x of v.violations) console.log('  AXE',x.id,x.nodes.length,x.nodes[0].html.slice(0,140)); }
 if(file) await p.screenshot({path:file,fullPage:true}); }
await b.close();
