using FsCheck;
using FsCheck.Fluent;

namespace Diffusion.Chaos.BadJobs;

/// <summary>Values, as JSON text, that no or hardly any member of a job takes; some are no JSON at all.</summary>
internal static class WrongValues
{
    private static readonly string[] Types = ["null", "true", "false", "\"\"", "\"text\"", "1", "1.5", "[]", "{}", "[[]]", "[null]", "{\"kind\":{}}", "[1,\"a\",null]"];

    private static readonly string[] Numbers =
    [
        "-1", "0", "-0", "-0.0", "1e0", "2.0", "2147483647", "2147483648", "-2147483648", "9223372036854775807", "9223372036854775808", "18446744073709551615", "18446744073709551616",
        "1e308", "-1e308", "1e400", "-1e400", "5e-324", "1e-400", "1E+2", "123456789012345678901234567890", "0.1e-1000", "1e99999999999",
    ];

    private static readonly string[] NoJson =
        ["NaN", "Infinity", "-Infinity", "+1", "01", ".5", "1.", "0x10", "undefined", "'one'", "\"open", "{", "]", "1,,2", "/*x*/1", "", "\"a\tb\"", "\"\\x41\"", "True"];

    private static readonly string[] Texts =
    [
        "\"NaN\"", "\"1\"", "\"-1\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\"", "\"\\u202e\"", "\"\\ufeff\"", "\"é\"", "\"e\\u0301\"", "\"𝕊𝕆𝕊\"", "\"日本\"", "\"👩‍👩‍👧\"", "\"İ\"", "\"ﬀ\"",
        "\"..\"", "\"../..\"", "\"a/../../b\"", "\"/etc/passwd\"", "\"C:\\\\x\"", "\"%2e%2e\"", "\"a//b\"", "\"a\\\\b\"", "\" \"", "\"jobs\"", "\"rejected/x\"", "\"CON\"", "\"{0}\"", "\"%s%n\"", "\"<a>&amp;\"",
        "\"9999999999\"", "\"ddim\"", "\"ddim0\"", "\"ddim99999999999\"", "\"1,2,\"", "\",\"", "\"-5\"", "\"1e3\"", "\"１２\"",
    ];

    /// <summary>One wrong value.</summary>
    public static Gen<string> Any { get; } = Gen.Frequency(
        (5, Gen.Elements(Types)),
        (5, Gen.Elements(Numbers)),
        (2, Gen.Elements(NoJson)),
        (5, Gen.Elements(Texts)),
        (1, Gen.Choose(1, 3000).Select(Deep)),
        (1, Gen.Choose(1, 40_000).Select(length => $"\"{new string('x', length)}\"")),
        (1, Gen.Choose(1, 5000).Select(length => $"[{string.Join(",", Enumerable.Range(0, length))}]")),
        (1, Gen.Choose(1, 3000).Select(length => $"[{string.Join(",", Enumerable.Repeat("[0,1]", length))}]")),
        (1, Gen.Choose(17, 3000).Select(length => new string('9', length))));

    private static string Deep(int depth) => depth % 2 == 0
        ? new string('[', depth) + new string(']', depth)
        : string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth);
}
