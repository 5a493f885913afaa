using System.CommandLine;
using System.Globalization;
using Diffusion.Networks;
using Diffusion.Runtime;
using Diffusion.Sampling;
using Diffusion.Trainer.Pictures;
using Diffusion.Trainer.Samples;

namespace Diffusion.Trainer.Commands;

/// <summary><c>sample upsample</c>: small pictures, given or sampled, become large ones.</summary>
public static class SampleUpsampleCommand
{
    private const int AtOnce = 64;

    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "The super-resolution model's folder.", Required = true };
        var output = new Option<string>("--out") { Description = "Folder to fill with PNG, a folder per class in it where the model has classes.", Required = true };
        var data = new DatasetArguments("Small pictures; their folders are named as the model's classes.", isRequired: false);
        var small = new Option<string?>("--small-model") { Description = "A model that draws the small pictures, in place of --data." };
        var perClass = new Option<int>("--per-class") { Description = "Pictures of each class, with --small-model.", DefaultValueFactory = _ => 1 };
        var noise = new Option<int?>("--noise") { Description = "s: the small pictures are noised to this timestep, for a model that was trained with --small-noise." };
        var truncate = new Option<bool>("--truncate") { Description = "Stop the small model's chain at s and hand x_s on, in place of noising its end." };
        var sampler = new Option<string>("--sampler") { Description = $"Of both chains: {string.Join(", ", SamplingChoices.Samplers.Names)}.", DefaultValueFactory = _ => "ddim" };
        var steps = new Option<string>("--steps") { Description = "Timesteps of the large chain, as a job's steps; empty: all.", DefaultValueFactory = _ => "50" };
        var smallSteps = new Option<string>("--small-steps") { Description = "Timesteps of the small chain.", DefaultValueFactory = _ => "50" };
        var seed = new Option<ulong>("--seed") { Description = "Of the small chain's noise; the large one's is of the next seed." };
        var device = new Option<DeviceChoice>("--device") { Description = "auto, cpu or cuda." };
        var command = new Command("upsample", "Enlarges small pictures by a super-resolution model.") { model, output, small, perClass, noise, truncate, sampler, steps, smallSteps, seed, device };
        data.AddTo(command);
        command.SetAction((result, stop) => Task.FromResult(CommandErrors.Catch(() => Task.Run(() => RunAsync(result, stop), CancellationToken.None).GetAwaiter().GetResult())));
        return command;

        async Task<int> RunAsync(ParseResult result, CancellationToken stop)
        {
            var (s, seeded) = (result.GetValue(noise), result.GetValue(seed));
            var (smallFolder, isTruncated) = (result.GetValue(small), result.GetValue(truncate));
            if (smallFolder is null != data.IsGiven(result) || (isTruncated && (smallFolder is null || s is null)) || result.GetValue(perClass) < 1)
            {
                throw new TrainerException("Give --data or --small-model, --truncate only with --small-model and --noise, and --per-class 1 or more.");
            }

            var where = Device.Select(result.GetValue(device));
            await using var engine = await SamplingEngine.StartAsync(ModelFolder.Open(result.GetRequiredValue(model)), where, cancellation: stop);
            var options = new SamplingOptions { Sampler = SamplingChoices.Samplers.Find(result.GetValue(sampler)), Steps = result.GetValue(steps)! };
            var plan = SamplingPlan.Create(engine.Model.Settings, options);
            var told = Upsampling.Require(engine, s);
            var pictures = smallFolder is null
                ? SmallPictures.Of(data.Read(result), engine.Model.Card, told.Size)
                : await SampledAsync(smallFolder, engine.Model, told, where, options with { Steps = result.GetValue(smallSteps)! }, seeded, isTruncated ? s : null, result.GetValue(perClass), stop);

            // Another seed than the small chain's: the same one would begin with the same numbers.
            var upsampling = new Upsampling(engine, plan, seeded + 1, s, isTruncated);
            var done = 0;
            foreach (var part in pictures.Index().Chunk(AtOnce))
            {
                var enlarged = await Task.WhenAll(part.Select(picture => upsampling.EnlargeAsync(picture.Item, (uint)picture.Index, stop)));
                foreach (var ((index, picture), image) in part.Zip(enlarged))
                {
                    var folder = Path.Combine(result.GetRequiredValue(output), picture.Label is { } label ? engine.Model.Card.Classes[label] : "");
                    PngFile.Save(SampledPicture.Of(image), Path.Combine(Directory.CreateDirectory(folder).FullName, string.Create(CultureInfo.InvariantCulture, $"{index:D5}.png")));
                }

                done += part.Length;
                Console.WriteLine($"{done}/{pictures.Count} pictures");
            }

            return 0;
        }

        async Task<IReadOnlyList<SmallPicture>> SampledAsync(
            string folder, ModelFolder large, LowResolutionShape told, Device where, SamplingOptions options, ulong seeded, int? cutAt, int count, CancellationToken stop)
        {
            var opened = ModelFolder.Open(folder);
            SmallChain.RequireFits(opened, large, told, cutAt);
            await using var engine = await SamplingEngine.StartAsync(opened, where, cancellation: stop);
            return await new SmallChain(engine, options, seeded).DrawAsync(count, cutAt, stop);
        }
    }
}
