using System.Text;

namespace Diffusion.Contracts;

/// <summary>The text of a queue message: producers may have been told to encode it.</summary>
public static class MessageText
{
    /// <summary>The message, or what it is base64 of. JSON that is an object begins with '{', which base64 never does.</summary>
    public static string Decode(string message)
    {
        if (message.AsSpan().TrimStart() is ['{', ..])
        {
            return message;
        }

        var bytes = new byte[message.Length];
        return Convert.TryFromBase64String(message, bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : message;
    }
}
