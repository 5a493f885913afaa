namespace Diffusion.Sampling.Tests.Choices;

public sealed class NamedChoicesTests
{
    [Fact]
    public void TryFind_UnknownName_ListsTheNames()
    {
        Assert.False(SamplingChoices.Samplers.TryFind("DDIM", out _, out var problem));
        Assert.Equal("Unknown sampler 'DDIM'. Use one of: ddpm, ddim, dpm++2m, heun.", problem);
    }

    [Fact]
    public void NameOf_EveryValue_IsFoundAgain()
    {
        RoundTrip(SamplingChoices.Samplers);
        RoundTrip(SamplingChoices.Guidance);
        RoundTrip(SamplingChoices.Thresholding);
        RoundTrip(SamplingChoices.Predictions);
        RoundTrip(SamplingChoices.Variances);
    }

    private static void RoundTrip<T>(NamedChoices<T> choices)
        where T : struct, Enum
    {
        Assert.Equal(Enum.GetValues<T>().Length, choices.Names.Count);
        Assert.All(Enum.GetValues<T>(), value => Assert.Equal(value, choices.Find(choices.NameOf(value))));
    }
}
