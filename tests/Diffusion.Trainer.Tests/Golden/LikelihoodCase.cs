using Diffusion.Golden;
using Diffusion.Trainer.Objectives;
using static TorchSharp.torch;

namespace Diffusion.Trainer.Tests.Golden;

/// <summary>What the bound asks of normal distributions.</summary>
internal static class LikelihoodCase
{
    public static void Check(GoldenCase golden)
    {
        using var scope = NewDisposeScope();
        foreach (var output in golden.Outputs)
        {
            golden.Check(output, output switch
            {
                "log_likelihood" => Normal.LogLikelihoodOfPixel(golden.Floats("x"), golden.Floats("mean"), golden.Floats("log_scale")),
                "normal_kl" => Normal.KullbackLeibler(golden.Floats("mean"), golden.Floats("logvar1"), golden.Floats("mean2"), golden.Floats("logvar2")),
                "cdf" => Normal.ApproximateCdf(golden.Floats("mean2")),
                _ => throw new InvalidDataException($"The output '{output}' of {golden.Name} has no test."),
            });
        }
    }
}
