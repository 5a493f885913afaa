using System.CommandLine;
using Diffusion.Chaos;
using Diffusion.Chaos.BadJobs;
using Diffusion.Chaos.Kills;
using Diffusion.Chaos.Load;
using Diffusion.Chaos.Soak;

// `chaos --soak` is `chaos soak`; without a word it is all but the soak.
string[] words = args.Contains("--soak") ? ["soak", .. args.Except(["--soak", "soak"])] : args;
words = words.Length == 0 || (words[0].StartsWith('-') && words[0] is not ("--help" or "-h" or "-?" or "--version")) ? ["all", .. words] : words;

var quick = new Option<bool>("--quick") { Description = "A little of it, in about a minute.", Recursive = true };
var seed = new Option<int>("--seed") { Description = "Other jobs, other moments, other faults.", DefaultValueFactory = _ => 1, Recursive = true };
var root = new RootCommand("Jobs on bad days: workers that are killed, storage that fails, messages that are nonsense, and very many images.")
{
    quick,
    seed,
    AllCommand.Create(quick, seed),
    KillsCommand.Create(quick, seed),
    BadJobsCommand.Create(quick, seed),
    LoadCommand.Create(quick, seed),
    SoakCommand.Create(quick, seed),
};

// Time to end the worker processes when this one is interrupted.
return await root.Parse(words).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
