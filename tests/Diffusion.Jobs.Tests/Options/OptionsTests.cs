using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Diffusion.Jobs.Tests.Options;

public sealed class OptionsTests
{
    [Fact]
    public void AddDiffusionJobs_NothingSet_HasValidDefaults()
    {
        using var services = Services();

        Assert.Equal(new JobLimits(), services.GetRequiredService<IOptions<JobLimits>>().Value);
        Assert.Equal(new BatchOptions(), services.GetRequiredService<IOptions<BatchOptions>>().Value);
        Assert.Equal(new StorageOptions(), services.GetRequiredService<IOptions<StorageOptions>>().Value);
        Assert.Equal(new ModelOptions(), services.GetRequiredService<IOptions<ModelOptions>>().Value);
    }

    [Theory]
    [InlineData("Diffusion:Limits:MaxImages", "0")]
    [InlineData("Diffusion:Limits:MaxMessageBytes", "100000")]
    public void Limits_OutOfRange_AreRefused(string key, string value)
    {
        using var services = Services((key, value));

        Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<JobLimits>>().Value);
    }

    [Fact]
    public void Container_BadName_IsRefused()
    {
        using var services = Services(("Diffusion:Storage:Container", "A/B"));

        Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<StorageOptions>>().Value);
    }

    [Fact]
    public void Limits_UnknownKey_IsRefused()
    {
        using var services = Services(("Diffusion:Limits:MaxImage", "5"));

        var exception = Assert.Throws<InvalidOperationException>(() => services.GetRequiredService<IOptions<JobLimits>>().Value);
        Assert.Contains("MaxImage", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddDiffusionJobs_UnknownSection_IsRefused()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => Services(("Diffusion:Model:Root", "x")));

        Assert.Contains("Use one of: Storage, Models, Batches, Limits", exception.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Services(params (string Key, string Value)[] settings) => new ServiceCollection()
        .AddLogging()
        .AddDiffusionJobs(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build())
        .BuildServiceProvider();
}
