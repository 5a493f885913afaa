using Diffusion.Golden;
using Diffusion.Networks;
using Diffusion.Trainer.Evaluation;
using Diffusion.Trainer.Objectives;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Tests.Golden;

/// <summary>The whole variational bound with a UNet. The case counts its passes from the last timestep down.</summary>
internal static class BoundCase
{
    public static void Check(GoldenCase golden)
    {
        using var scope = NewDisposeScope();
        var (network, store) = UnetLossCase.Network(golden);
        using var ownedStore = store;
        var builder = new TorchNetworkBuilder(store);
        var equations = new DiffusionEquations(GoldenSampling.Model(golden), GoldenSampling.Kept(golden));
        var last = equations.Schedule.Timesteps - 1;
        var labels = golden.Inputs.Contains("y") ? tensor(golden.Longs("y"), [golden.Longs("y").Length]) : null;
        var noise = golden.Floats("noise");
        var outputs = new List<float>();

        var terms = new BitsPerDimension(equations, golden.Config.GetProperty("clip_denoised").GetBoolean()).Measure(
            golden.Floats("x_start"),
            t => noise.select(0, last - t),
            (noisy, times) =>
            {
                var output = UNet.Forward(builder, network, noisy, times, new() { Label = labels });
                outputs.AddRange(output.contiguous().data<float>().ToArray());
                return output;
            });

        golden.Check("model_output", golden.Tensors["model_output"].Shape, [.. outputs]);
        golden.Check("prior_bpd", [terms.Images], [.. terms.Prior]);
        golden.Check("total_bpd", [terms.Images], [.. terms.Totals().Select(total => (float)total)]);
        CheckTable("vb", terms.Bound);
        CheckTable("xstart_mse", terms.X0Error);
        CheckTable("mse", terms.EpsError);
        Assert.Equal(
            ["model_output", "mse", "prior_bpd", "total_bpd", "vb", "xstart_mse"], golden.Outputs.Order(StringComparer.Ordinal));

        void CheckTable(string name, float[,] table) => golden.Check(
            name,
            [terms.Images, terms.Timesteps],
            [.. from image in Enumerable.Range(0, terms.Images) from place in Enumerable.Range(0, terms.Timesteps) select table[image, last - place]]);
    }
}
