using System.CommandLine;
using Diffusion.Benchmarks;
using Diffusion.Benchmarks.Priors;
using Diffusion.Benchmarks.Samplers;
using Diffusion.Benchmarks.Training;

var model = new Option<DirectoryInfo>("--model") { Description = "The model folder.", DefaultValueFactory = _ => new DirectoryInfo(DefaultPaths.Model) };
var images = new Option<int>("--images") { Description = "Images a row of the table.", DefaultValueFactory = _ => 48 };
var threads = new Option<int>("--threads") { Description = "Of the CPU; 0: one for each core. Fewer leave room for other work, and change no byte." };
var sampling = new Command("sampling", "Where a step's time goes: the networks against everything else.") { model, images };
sampling.SetAction((arguments, cancellation) =>
    SamplingBenchmark.RunAsync(arguments.GetValue(model)!.FullName, arguments.GetValue(images), cancellation));

var root = new RootCommand("Measurements. Figures are ratios taken side by side in one run.") { sampling, SamplersCommand.Create(model, threads), PriorsCommand.Create(model, threads), TrainingCommand.Create() };
return await root.Parse(args.Length == 0 ? ["sampling"] : args).InvokeAsync();
