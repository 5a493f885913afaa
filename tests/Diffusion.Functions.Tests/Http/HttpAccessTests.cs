using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Diffusion.Functions.Tests.Http;

public sealed class HttpAccessTests
{
    private const string Key = "0123456789abcdef";

    private static readonly HttpOptions Entra = new() { Access = HttpAccessMode.Entra, Audiences = [Principals.Audience, "other"] };

    [Fact]
    public void Decide_Closed_ServesNobody()
    {
        var decision = Decide(new HttpOptions(), (ClientPrincipal.Header, Principals.Header()), ("x-functions-key", ""));

        Assert.Equal((false, 403), (decision.IsAllowed, decision.Status));
    }

    [Theory]
    [InlineData(Key, true)]
    [InlineData("0123456789abcdeF", false)]
    [InlineData("", false)]
    [InlineData(Key + "x", false)]
    public void Decide_Key_ServesWhoHasIt(string given, bool allowed)
    {
        var decision = Decide(new HttpOptions { Access = HttpAccessMode.Key, Key = Key }, ("x-functions-key", given));

        Assert.Equal((allowed, allowed ? 0 : 401), (decision.IsAllowed, decision.Status));
    }

    /// <summary>The platform's header means nothing where no platform writes it.</summary>
    [Fact]
    public void Decide_KeyModeWithAPrincipal_StillWantsTheKey() =>
        Assert.Equal(401, Decide(new HttpOptions { Access = HttpAccessMode.Key, Key = Key }, (ClientPrincipal.Header, Principals.Header())).Status);

    [Theory]
    [InlineData("roles")]
    [InlineData("http://schemas.microsoft.com/ws/2008/06/identity/claims/role")]
    public void Decide_EntraWithTheRole_ServesAndKnowsTheCaller(string roleType)
    {
        var decision = Decide(Entra with { Tenant = Principals.Tenant }, (ClientPrincipal.Header, Principals.Header(roleType: roleType)));

        Assert.Equal((true, Principals.ObjectId), (decision.IsAllowed, decision.Submitter));
    }

    public static TheoryData<string, string?, int> Refused => new()
    {
        { "no header", null, 401 },
        { "empty", "", 401 },
        { "no base64", "%%%", 401 },
        { "no JSON", "aGVsbG8=", 401 },
        { "JSON of another shape", Convert.ToBase64String("[1]"u8), 401 },
        { "claims that are none", Convert.ToBase64String("""{"auth_typ":"aad","claims":[null]}"""u8), 401 },
        { "another provider", Principals.Header(provider: "github"), 401 },
        { "another audience", Principals.Header(audience: "api://somebody"), 401 },
        { "another tenant", Principals.Header(tenant: "66666666-2222-3333-4444-555555555555"), 403 },
        { "another role", Principals.Header(role: "Jobs.Read"), 403 },
        { "no caller", Principals.Header(objectId: null), 403 },
        { "the role in another case", Principals.Header(role: "jobs.submit"), 403 },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Decide_EntraWithout_Refuses(string what, string? header, int status)
    {
        var options = Entra with { Tenant = Principals.Tenant };
        var decision = header is null ? Decide(options) : Decide(options, (ClientPrincipal.Header, header));

        Assert.True(status == decision.Status, $"{what}: {decision.Status}");
        Assert.NotEmpty(decision.Reason);
    }

    [Fact]
    public void Decide_EntraWithTwoHeaders_TrustsNeither() =>
        Assert.Equal(401, Decide(Entra, (ClientPrincipal.Header, Principals.Header()), (ClientPrincipal.Header, Principals.Header())).Status);

    [Fact]
    public void Decide_EntraWithAFunctionKeyAlone_Refuses() => Assert.Equal(401, Decide(Entra with { Key = Key }, ("x-functions-key", Key)).Status);

    private static AccessDecision Decide(HttpOptions options, params (string Name, string Value)[] headers)
    {
        var request = new DefaultHttpContext().Request;
        foreach (var (name, value) in headers)
        {
            request.Headers.Append(name, value);
        }

        return new HttpAccess(Options.Create(options)).Decide(request);
    }
}
