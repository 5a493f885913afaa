using System.CommandLine;
using Diffusion.Trainer.Commands;

// Ctrl-C and SIGTERM reach the command as a cancelled token; a step and a checkpoint are given their time.
return await TrainerCommandLine.Create().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(2) });
