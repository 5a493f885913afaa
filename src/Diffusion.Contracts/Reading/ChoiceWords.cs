using System.Reflection;
using System.Text.Json.Serialization;

namespace Diffusion.Contracts;

/// <summary>The words of a named choice, as they stand beside its values.</summary>
internal static class ChoiceWords
{
    /// <summary>Word → value, in the order of the values.</summary>
    public static IReadOnlyDictionary<string, T> Of<T>()
        where T : struct, Enum =>
        Words<T>.Table;

    private static class Words<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<string, T> Table = Enum.GetValues<T>().ToDictionary(Word, StringComparer.Ordinal);

        private static string Word(T value) =>
            typeof(T).GetField(value.ToString())!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()!.Name;
    }
}
