/** The package that npm has. The name `daybreak` without a scope is somebody else's there. */
export const released = { name: '@daybreak-lab/daybreak' } as const;
