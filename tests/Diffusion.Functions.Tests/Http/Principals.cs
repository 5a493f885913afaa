using System.Text;
using System.Text.Json.Nodes;

namespace Diffusion.Functions.Tests.Http;

/// <summary>The header that the platform's authentication module writes, as it is documented.</summary>
internal static class Principals
{
    public const string Audience = "api://diffusion";
    public const string Tenant = "11111111-2222-3333-4444-555555555555";
    public const string ObjectId = "99999999-8888-7777-6666-555555555555";

    public static string Header(string audience = Audience, string role = "Jobs.Submit", string tenant = Tenant, string provider = "aad", string roleType = "roles", string? objectId = ObjectId) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(new JsonObject
        {
            ["auth_typ"] = provider,
            ["name_typ"] = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
            ["role_typ"] = "http://schemas.microsoft.com/ws/2008/06/identity/claims/role",
            ["claims"] = new JsonArray(
                Claim("aud", audience),
                Claim("iss", "https://login.microsoftonline.com/"),
                Claim("http://schemas.microsoft.com/identity/claims/tenantid", tenant),
                Claim("http://schemas.microsoft.com/identity/claims/objectidentifier", objectId),
                Claim(roleType, "Other.Role"),
                Claim(roleType, role)),
        }.ToJsonString()));

    private static JsonObject Claim(string type, string? value) => new() { ["typ"] = type, ["val"] = value };
}
