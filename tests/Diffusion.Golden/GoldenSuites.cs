using System.Reflection;

namespace Diffusion.Golden;

/// <summary>
/// Which tests hold the cases of a group: each group is claimed by one suite, so that no case of an index is left out unseen.
/// A suite is a test project whose classes carry the trait Golden with the group.
/// </summary>
public static class GoldenSuites
{
    /// <summary>Blocks, UNets and classifiers, by both interpreters.</summary>
    public const string Networks = "Diffusion.Networks.Tests";

    /// <summary>Schedules, plans and single steps; the runtime's tests hold the group sampling as whole chains besides.</summary>
    public const string Sampling = "Diffusion.Sampling.Tests";

    /// <summary>Losses and steps of training.</summary>
    public const string Training = "Diffusion.Trainer.Tests";

    private static readonly (string Suite, string[] Groups)[] Claims =
    [
        (Networks, ["blocks", "unet", "classifier"]),
        (Sampling, ["schedules", "spacing", "diffusion", "sampling"]),
        (Training, ["losses", "training"]),
    ];

    /// <summary>The groups that a suite claims.</summary>
    public static IReadOnlyList<string> GroupsOf(string suite) => [.. Claims.Where(claim => claim.Suite == suite).SelectMany(claim => claim.Groups)];

    /// <summary>The groups that an assembly's test classes name: their traits Golden.</summary>
    public static IReadOnlyList<string> GroupsIn(Assembly tests) =>
    [
        .. tests.GetTypes()
            .SelectMany(type => type.GetCustomAttributesData())
            .Where(attribute => attribute.AttributeType.Name == "TraitAttribute" && "Golden".Equals(attribute.ConstructorArguments[0].Value))
            .Select(attribute => (string)attribute.ConstructorArguments[1].Value!),
    ];

    /// <summary>The one suite that claims a case.</summary>
    /// <exception cref="InvalidDataException">None does, or several do.</exception>
    public static string Of(string name)
    {
        var group = name.Split('/')[0];
        var suites = Claims.Where(claim => claim.Groups.Contains(group)).Select(claim => claim.Suite).ToList();
        return suites.Count == 1
            ? suites[0]
            : throw new InvalidDataException(
                $"The golden case '{name}' is of the group '{group}', which {(suites.Count == 0 ? "no suite claims" : $"{suites.Count} suites claim")}. " +
                $"Claim it once in {nameof(GoldenSuites)}, beside: {string.Join(", ", Claims.SelectMany(claim => claim.Groups))}.");
    }

    /// <summary>Checks that each case of a folder's index stands there once and is one suite's.</summary>
    /// <exception cref="InvalidDataException">One is not.</exception>
    public static void Check(string folder)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in GoldenFolder.ReadNames(folder))
        {
            _ = seen.Add(name) ? Of(name) : throw new InvalidDataException($"The golden case '{name}' stands twice in {folder}. Leave one of them out.");
        }
    }
}
