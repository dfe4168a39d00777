/** Tailwind compiles the one stylesheet; there is no other PostCSS step. */
export default { plugins: { '@tailwindcss/postcss': {} } }
