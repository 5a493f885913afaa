using System.Text.Json;
using Diffusion.Golden;
using Diffusion.Networks;
using Diffusion.Trainer.Batches;
using Diffusion.Trainer.Loops;
using Diffusion.Trainer.Objectives;
using Diffusion.Trainer.Optimization;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Tests.Golden;

/// <summary>Steps of training from given weights, batches, timesteps and noise: losses, gradients, weights and their average.</summary>
[Trait("Golden", "training")]
public sealed class TrainingGoldenTests
{
    public static IEnumerable<object[]> Cases => GoldenFolder.Group("training");

    [Theory]
    [MemberData(nameof(Cases))]
    public void EveryCase_EqualsTheReference(string name) => GoldenFolder.Check(name, Check);

    private static void Check(GoldenCase golden)
    {
        using var scope = NewDisposeScope();
        var equations = new DiffusionEquations(GoldenSampling.Model(golden), GoldenSampling.Kept(golden));
        var (objective, store) = Network(golden, equations);
        var optimizer = golden.Config.GetProperty("optimizer");
        var rates = golden.Config.GetProperty("ema_rates").EnumerateArray().Select(rate => rate.GetDouble()).ToList();
        using var state = new TrainingState(
            new TrainedParameters(store), Options(optimizer), averages: [.. rates.Select(rate => (WeightAverage.NameOfRate(rate), (IAverageDecay)new Constant(rate)))]);
        var run = golden.Json;
        var (steps, size, micro) = (Integer(golden.Config, "steps"), Integer(golden.Config, "batch"), Integer(golden.Config, "microbatch"));

        // The reference's UNet loop adds the gradients of microbatches, its classifier script averages them, as is done here.
        var parts = size / micro;
        using var replicas = new Replicas(objective, state.Parameters, count: 1, threadsEach: 1, microbatch: micro);
        var losses = new List<float>();
        var (mse, vb) = (new List<float>(), new List<float>());
        for (var step = 0; step < steps; step++)
        {
            var batch = Batch(golden, step, size, objective is UnetObjective ? parts : 1);
            AddTerms(objective, store, batch, mse, vb);
            var (ofExamples, _, gradient) = replicas.Gradient(batch, dropoutSeed: 0);
            losses.AddRange(ofExamples);
            CheckLossOfParts(run, step, batch, ofExamples, micro, objective is UnetObjective ? parts : 1);

            var norm = GradientClip.Apply(gradient, limit: 0);
            var expectedNorm = run.GetProperty("gradient_norm_per_step")[step].GetDouble();
            Assert.Equal(expectedNorm, norm, tolerance: expectedNorm * run.GetProperty("tolerance").GetProperty("gradient_norm_per_step").GetProperty("rtol").GetDouble());
            if (step == 0)
            {
                CheckParameters(run.GetProperty("first_gradient"), state.Parameters.Layout, gradient);
            }

            state.Optimizer.Step(gradient, Rate(golden, step), step);
            state.Parameters.Publish();
            state.UpdateAverages(steps);
            state.Step = step + 1;
        }

        CheckParameters(run.GetProperty("parameters_after"), state.Parameters.Layout, state.Parameters.Values);
        Assert.Equal(state.Averages.Count, run.GetProperty("ema_after").GetArrayLength());
        foreach (var after in run.GetProperty("ema_after").EnumerateArray())
        {
            var average = state.Averages.Single(one => one.Name == WeightAverage.NameOfRate(after.GetProperty("rate").GetDouble()));
            CheckParameters(after.GetProperty("parameters"), state.Parameters.Layout, average.Values.Values);
        }

        foreach (var output in golden.Outputs)
        {
            switch (output)
            {
                case "loss_per_example":
                    golden.Check(output, [steps, size], [.. losses]);
                    break;
                case "mse_per_example":
                    golden.Check(output, [steps, size], [.. mse]);
                    break;
                case "vb_per_example":
                    golden.Check(output, [steps, size], [.. vb]);
                    break;
                default:
                    golden.Check(output, store[output["final.".Length..]]);
                    break;
            }
        }
    }

    private static (ITrainingObjective Objective, ParameterStore Store) Network(GoldenCase golden, DiffusionEquations equations)
    {
        var models = golden.Json.GetProperty("models");
        if (models.TryGetProperty("unet", out _))
        {
            var (unet, store) = UnetLossCase.Network(golden);
            var kind = LossTermsCase.Kind(golden.Config.GetProperty("diffusion").GetProperty("loss_type").GetString()!);
            return (new UnetObjective(unet, equations, new DiffusionLoss(equations, kind)), store);
        }

        var json = models.GetProperty("classifier");
        var classifier = ConfigurationJson.ReadEncoderUNetArguments(json.GetProperty("config").GetRawText());
        return (new ClassifierObjective(classifier, equations), UnetLossCase.Store(NetworkParameters.Of(classifier), json.GetProperty("weights")));
    }

    private static TrainingBatch Batch(GoldenCase golden, int step, int size, float weight)
    {
        T[] Rows<T>(string name)
        {
            var all = (T[])golden.Tensors[name].Values;
            var length = all.Length / golden.Json.GetProperty("loss_per_step").GetArrayLength();
            return all[(step * length)..((step + 1) * length)];
        }

        var labels = golden.Inputs.Contains("y") ? Rows<long>("y") : new long[size];
        var weights = golden.Inputs.Contains("weights") ? Rows<float>("weights") : [.. Enumerable.Repeat(1f, size)];
        return new TrainingBatch(
            Rows<float>("x_start"), labels, labels, Array.ConvertAll(Rows<long>("t"), t => (int)t), Rows<float>("noise"), Array.ConvertAll(weights, one => one * weight));
    }

    private static void AddTerms(ITrainingObjective objective, ParameterStore store, TrainingBatch batch, List<float> mse, List<float> vb)
    {
        if (objective is UnetObjective unet)
        {
            using var quiet = no_grad();
            var terms = unet.Terms(new TorchNetworkBuilder(store), batch);
            mse.AddRange(terms.Mse?.data<float>().ToArray() ?? []);
            vb.AddRange(terms.Vb?.data<float>().ToArray() ?? []);
        }
    }

    private static void CheckLossOfParts(JsonElement run, int step, TrainingBatch batch, float[] losses, int micro, float weight)
    {
        var (expected, tolerances) = (run.GetProperty("loss_per_step")[step], run.GetProperty("loss_per_step_atol")[step]);
        var parts = losses.Zip(batch.LossWeights, (loss, scaled) => (double)loss * scaled / weight).Chunk(micro).ToList();
        Assert.Equal(expected.GetArrayLength(), parts.Count);
        for (var part = 0; part < parts.Count; part++)
        {
            Assert.Equal(expected[part].GetDouble(), parts[part].Average(), tolerance: tolerances[part].GetDouble());
        }
    }

    /// <summary>The UNet loop sets a step's annealed rate after the step before, from that one's number, so that it lags one step.</summary>
    private static double Rate(GoldenCase golden, int step)
    {
        var peak = golden.Config.GetProperty("optimizer").GetProperty("lr").GetDouble();
        var rate = golden.Config.TryGetProperty("lr_anneal_steps", out var lagging) && lagging.GetInt32() > 0
            ? new LearningRate(RateKind.Linear, peak, WarmupSteps: 0, FinalShare: 0).At(Math.Max(0, step - 1), lagging.GetInt32())
            : golden.Config.TryGetProperty("anneal_iterations", out var iterations) && iterations.GetInt32() > 0
                ? new LearningRate(RateKind.Linear, peak, WarmupSteps: 0, FinalShare: 0).At(step, iterations.GetInt32())
                : new LearningRate(RateKind.Constant, peak, WarmupSteps: 0, FinalShare: 0).At(step, 1);
        Assert.Equal(golden.Json.GetProperty("learning_rates")[step].GetDouble(), rate, tolerance: 1e-15);
        return rate;
    }

    private static void CheckParameters(JsonElement expected, ParameterLayout layout, Tensor values)
    {
        Assert.Equal(layout.Places.Count, expected.GetArrayLength());
        var places = layout.Places.ToDictionary(place => place.Name);
        foreach (var parameter in expected.EnumerateArray())
        {
            var place = places[parameter.GetProperty("name").GetString()!];
            var part = values.narrow(0, place.Start, place.Length).to_type(ScalarType.Float64);
            Assert.Equal(parameter.GetProperty("l2").GetDouble(), part.norm().item<double>(), tolerance: parameter.GetProperty("l2_atol").GetDouble());
            Assert.Equal(parameter.GetProperty("mean").GetDouble(), part.mean().item<double>(), tolerance: parameter.GetProperty("mean_atol").GetDouble());
        }
    }

    private static AdamWOptions Options(JsonElement optimizer)
    {
        var betas = optimizer.GetProperty("betas");
        return new AdamWOptions(
            betas[0].GetDouble(), betas[1].GetDouble(), optimizer.GetProperty("eps").GetDouble(), optimizer.GetProperty("weight_decay").GetDouble());
    }

    /// <summary>The reference's average has one decay from the beginning.</summary>
    private sealed record Constant(double Rate) : IAverageDecay
    {
        public double At(int step, int steps) => Rate;
    }

    private static int Integer(JsonElement json, string key) => json.GetProperty(key).GetInt32();
}
