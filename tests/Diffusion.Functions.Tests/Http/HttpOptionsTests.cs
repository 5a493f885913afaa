using Diffusion.Jobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Diffusion.Functions.Tests.Http;

public sealed class HttpOptionsTests
{
    private static readonly string[] Local = ["Diffusion__Http__Access=key", "Diffusion__Http__Key=0123456789abcdef"];
    private static readonly string[] Cloud = ["Diffusion__Http__Access=entra", "Diffusion__Http__Audiences__0=api://diffusion", "CONTAINER_APP_NAME=app"];

    [Fact]
    public void Options_Unset_AreClosed() => Assert.Equal(HttpAccessMode.Closed, Read().Access);

    [Fact]
    public void Options_AKeyOnThisMachine_AreRead() => Assert.Equal((HttpAccessMode.Key, "0123456789abcdef"), (Read(Local).Access, Read(Local).Key));

    [Fact]
    public void Options_EntraInTheCloud_AreRead()
    {
        var options = Read([.. Cloud, "Diffusion__Http__Role=Images.Make", "Diffusion__Http__Tenant=t"]);

        Assert.Equal((HttpAccessMode.Entra, "Images.Make", "t"), (options.Access, options.Role, options.Tenant));
        Assert.Equal(["api://diffusion"], options.Audiences);
    }

    [Fact]
    public void Options_EntraOnAppServiceWithAuthentication_AreRead() =>
        Assert.Equal(HttpAccessMode.Entra, Read("Diffusion__Http__Access=entra", "Diffusion__Http__Audiences__0=a", "WEBSITE_INSTANCE_ID=1", "WEBSITE_AUTH_ENABLED=True").Access);

    [Theory]
    [InlineData("for a developer's machine", "Diffusion__Http__Access=key", "Diffusion__Http__Key=0123456789abcdef", "CONTAINER_APP_NAME=app")]
    [InlineData("for a developer's machine", "Diffusion__Http__Access=key", "Diffusion__Http__Key=0123456789abcdef", "WEBSITE_INSTANCE_ID=1")]
    [InlineData("needs 16 or more", "Diffusion__Http__Access=key")]
    [InlineData("needs 16 or more", "Diffusion__Http__Access=key", "Diffusion__Http__Key=short")]
    [InlineData("no platform stands before", "Diffusion__Http__Access=entra", "Diffusion__Http__Audiences__0=a")]
    [InlineData("authentication is off", "Diffusion__Http__Access=entra", "Diffusion__Http__Audiences__0=a", "WEBSITE_INSTANCE_ID=1")]
    [InlineData("authentication is off", "Diffusion__Http__Access=entra", "Diffusion__Http__Audiences__0=a", "WEBSITE_INSTANCE_ID=1", "WEBSITE_AUTH_ENABLED=False")]
    [InlineData("must be for this app", "Diffusion__Http__Access=entra", "CONTAINER_APP_NAME=app")]
    [InlineData("need an app role", "Diffusion__Http__Access=entra", "Diffusion__Http__Audiences__0=a", "CONTAINER_APP_NAME=app", "Diffusion__Http__Role=")]
    public void Options_ThatWouldOpenItWrongly_AreRefused(string reason, params string[] settings) =>
        Assert.Contains(reason, Assert.Throws<OptionsValidationException>(() => Read(settings)).Message, StringComparison.Ordinal);

    [Fact]
    public void Options_UnknownNames_AreRefused() => Assert.Throws<InvalidOperationException>(() => Read("Diffusion__Http__Acess=key"));

    /// <summary>The names that deployments use are the ones that bind.</summary>
    [Fact]
    public void SettingNames_OfOptions_AreTheirs()
    {
        var names = typeof(SettingNames).GetFields().Select(field => (string)field.GetRawConstantValue()!).Where(name => name.StartsWith("Diffusion__", StringComparison.Ordinal)).Select(name => name.Split("__")).ToList();

        Assert.Equal(8, names.Count);
        Assert.All(names, name => Assert.NotNull((name[1] == "Http" ? typeof(HttpOptions) : typeof(HealthOptions)).GetProperty(name[2])));
    }

    private static HttpOptions Read(params string[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => setting.Split('=', 2)).Select(setting => KeyValuePair.Create(setting[0].Replace("__", ":", StringComparison.Ordinal), (string?)setting[1])))
            .Build();
        using var services = new ServiceCollection().AddLogging().AddDiffusionJobs(configuration).AddHttpSurface(configuration).BuildServiceProvider();
        return services.GetRequiredService<IOptions<HttpOptions>>().Value;
    }
}
