using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Diffusion.Functions;

/// <summary>
/// The caller as the platform's authentication module (App Service, Container Apps) says it: base64 of JSON in a header that the
/// module writes and that it takes away from what comes from outside.
/// </summary>
public sealed record ClientPrincipal
{
    /// <summary>The header.</summary>
    public const string Header = "X-MS-CLIENT-PRINCIPAL";

    /// <summary>Who has authenticated the caller: "aad" is Entra.</summary>
    [JsonPropertyName("auth_typ")]
    public string? Provider { get; init; }

    /// <summary>The type of the claims that are roles.</summary>
    [JsonPropertyName("role_typ")]
    public string? RoleType { get; init; }

    /// <summary>The token's claims.</summary>
    [JsonPropertyName("claims")]
    public IReadOnlyList<PrincipalClaim?>? Claims { get; init; }

    /// <summary>Reads the header; null where there is none, more than one, or one that is not readable.</summary>
    public static ClientPrincipal? TryRead(IHeaderDictionary headers)
    {
        try
        {
            return headers[Header] is [{ Length: > 0 } text]
                ? JsonSerializer.Deserialize(Convert.FromBase64String(text), HttpJson.Default.ClientPrincipal)
                : null;
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Values of claims of one of these types.</summary>
    public IEnumerable<string> Values(params string[] types) =>
        (Claims ?? []).Where(claim => claim is not null && types.Contains(claim.Type, StringComparer.OrdinalIgnoreCase)).Select(claim => claim!.Value).OfType<string>();

    /// <summary>App roles of the caller.</summary>
    public IEnumerable<string> Roles => Values("roles", "http://schemas.microsoft.com/ws/2008/06/identity/claims/role", RoleType ?? "roles");

    /// <summary>What the token is for.</summary>
    public IEnumerable<string> Audiences => Values("aud");

    /// <summary>The caller's tenant.</summary>
    public string? Tenant => Values("tid", "http://schemas.microsoft.com/identity/claims/tenantid").FirstOrDefault();

    /// <summary>The caller's object id, the same in all applications; a person's or an application's.</summary>
    public string? ObjectId => Values("oid", "http://schemas.microsoft.com/identity/claims/objectidentifier").FirstOrDefault();
}

/// <summary>A claim of a token.</summary>
public sealed record PrincipalClaim([property: JsonPropertyName("typ")] string? Type, [property: JsonPropertyName("val")] string? Value);
