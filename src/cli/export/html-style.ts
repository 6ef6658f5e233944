/** How an exported conversation looks: a command prompt, on paper in black and white. */
export const style = `
:root{color-scheme:dark}
*{box-sizing:border-box}
body{margin:0;background:#0c0c0c;color:#ccc;font:15px/1.45 Consolas,"Cascadia Mono",Menlo,"DejaVu Sans Mono",monospace}
header{position:sticky;top:0;z-index:1;display:flex;justify-content:space-between;background:#fff;color:#000;padding:.2em .8em}
h1{font:inherit;margin:0;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
header i{font-style:normal;white-space:nowrap;padding-left:1em}
main{max-width:110ch;margin:1em auto;padding:0 1em 2em;border:1px solid #767676}
main p{margin:.6em 0}
.by,.noted,time{color:#828282}
section{content-visibility:auto;contain-intrinsic-size:auto 60em}
h2{font:inherit;color:#f9f1a5;text-align:center;border-bottom:1px double #767676;margin:1.4em 0 .6em}
.line{display:grid;grid-template-columns:5ch minmax(8ch,auto) 1fr;gap:0 1ch}
.line>b{font-weight:400;max-width:24ch;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.line>div{min-width:0}
.line:hover{background:#1f1f1f}
.line:target{outline:1px solid #f9f1a5}
span{white-space:pre-wrap;overflow-wrap:anywhere}
.line i{font-style:normal;color:#828282}
.removed{color:#828282}
.noted{margin:0}
q{display:block;quotes:none;color:#828282;border-left:2px solid #767676;padding-left:1ch;overflow-wrap:anywhere}
q b{font-weight:400;color:#ccc}
.signs u{display:inline-block;text-decoration:none;border:1px solid #767676;padding:0 .6ch;margin:.15em .6ch .15em 0;color:#f9f1a5}
.gap{color:#e74856;text-align:center}
.n0{color:#16c60c}.n1{color:#61d6d6}.n2{color:#f9f1a5}.n3{color:#ff6ad5}.n4{color:#6aa5ff}.n5{color:#ff7a85}.n6{color:#d7a65f}.n7{color:#b48cff}
@media (max-width:60ch){.line{grid-template-columns:5ch 1fr}.line>div{grid-column:1/-1;padding-left:1ch}}
@media print{body,header,main{background:#fff;color:#000}header{position:static}b,q b,h2,.signs u{color:#000!important}main{border:0}}
`;
