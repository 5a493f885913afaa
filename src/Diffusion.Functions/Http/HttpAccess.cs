using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Diffusion.Functions;

/// <summary>Decides whether a request is served, and for whom.</summary>
public sealed class HttpAccess(IOptions<HttpOptions> options)
{
    private const string KeyHeader = "x-functions-key";

    /// <summary>The decision. Says to a caller without rights what is missing, but nothing of what is there.</summary>
    public AccessDecision Decide(HttpRequest request) => options.Value.Access switch
    {
        HttpAccessMode.Key => ByKey(request.Headers),
        HttpAccessMode.Entra => ByPrincipal(request.Headers),
        _ => AccessDecision.Refuse(StatusCodes.Status403Forbidden, $"Jobs are not taken by HTTP here. Send them to the queue, or set {SettingNames.HttpAccess}."),
    };

    private AccessDecision ByKey(IHeaderDictionary headers) =>
        CryptographicOperations.FixedTimeEquals(Hash(headers[KeyHeader].ToString()), Hash(options.Value.Key))
            ? AccessDecision.Allow(submitter: null)
            : AccessDecision.Refuse(StatusCodes.Status401Unauthorized, $"The header {KeyHeader} is missing or is not the key.");

    private AccessDecision ByPrincipal(IHeaderDictionary headers)
    {
        var wanted = options.Value;
        if (ClientPrincipal.TryRead(headers) is not { } caller || !string.Equals(caller.Provider, "aad", StringComparison.OrdinalIgnoreCase))
        {
            return AccessDecision.Refuse(StatusCodes.Status401Unauthorized, "Sign in with Microsoft Entra ID: send a token as Authorization: Bearer.");
        }

        if (!caller.Audiences.Any(audience => wanted.Audiences.Contains(audience, StringComparer.OrdinalIgnoreCase)))
        {
            return AccessDecision.Refuse(StatusCodes.Status401Unauthorized, "The token is for another application. Ask for one for this one.");
        }

        if (wanted.Tenant.Length > 0 && !string.Equals(caller.Tenant, wanted.Tenant, StringComparison.OrdinalIgnoreCase))
        {
            return AccessDecision.Refuse(StatusCodes.Status403Forbidden, "Callers of this tenant are not served.");
        }

        if (!caller.Roles.Contains(wanted.Role, StringComparer.Ordinal))
        {
            return AccessDecision.Refuse(StatusCodes.Status403Forbidden, $"The app role {wanted.Role} is needed. Ask whoever runs the service to assign it.");
        }

        // Live jobs are limited by caller: one without a name could put them under anybody's.
        return caller.ObjectId is { Length: > 0 } objectId
            ? AccessDecision.Allow(objectId)
            : AccessDecision.Refuse(StatusCodes.Status403Forbidden, "The token names no caller (oid). Ask for one of a user or of an application with a service principal.");
    }

    // Of one length whatever was sent, so that a comparison's time tells nothing.
    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}

/// <summary>Whether a request is served.</summary>
/// <param name="Status">The HTTP status where it is not; 0 where it is.</param>
/// <param name="Reason">Why not.</param>
/// <param name="Submitter">Who calls, where that is known.</param>
public sealed record AccessDecision(int Status, string Reason, string? Submitter)
{
    /// <summary>Whether the request is served.</summary>
    public bool IsAllowed => Status == 0;

    /// <summary>It is.</summary>
    public static AccessDecision Allow(string? submitter) => new(0, "", submitter);

    /// <summary>It is not.</summary>
    public static AccessDecision Refuse(int status, string reason) => new(status, reason, null);
}
