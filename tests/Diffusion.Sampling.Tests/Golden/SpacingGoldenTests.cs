using System.Text.Json;
using Diffusion.Golden;

namespace Diffusion.Sampling.Tests.Golden;

[Trait("Golden", "spacing")]
public sealed class SpacingGoldenTests
{
    public static IEnumerable<object[]> Cases => GoldenFolder.Group("spacing");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Spacing_GoldenCase_Agrees(string name)
    {
        if (!GoldenTensors.IsCase(name))
        {
            return;
        }

        var golden = GoldenCase.Load(name);
        if (golden.Json.TryGetProperty("config", out var config))
        {
            Respaced(golden, config);
        }
        else if (golden.Json.TryGetProperty("half_to_even", out var rounded))
        {
            Assert.All(rounded.EnumerateArray(), Sections);
            Assert.All(golden.Json.GetProperty("accumulated").EnumerateArray(), Sections);
        }
        else if (golden.Json.TryGetProperty("results", out var results))
        {
            Assert.All(
                results.EnumerateArray(),
                result =>
                {
                    if (result.TryGetProperty("quad", out _))
                    {
                        QuadraticAndUniform(result);
                    }
                    else
                    {
                        Sections(result);
                    }
                });
        }
        else
        {
            throw new InvalidDataException($"{golden.Name} has neither config, half_to_even nor results: a kind of case that is not known here.");
        }
    }

    private static void Respaced(GoldenCase golden, JsonElement config)
    {
        var schedule = NoiseSchedule.Create(config.GetProperty("schedule").GetString()!, config.GetProperty("T").GetInt32());
        var kept = config.TryGetProperty("use_timesteps", out var timesteps)
            ? GoldenSampling.Integers(timesteps)
            : TimestepSpacing.Space(schedule.Timesteps, GoldenSampling.Steps(config.GetProperty("respacing")));

        Assert.Equal(GoldenSampling.Integers(golden.Json.GetProperty("timestep_map")), kept);
        SchedulesGoldenTests.AllOutputs(golden, schedule.Respace(kept));
    }

    private static void Sections(JsonElement result)
    {
        var timesteps = result.GetProperty("T").GetInt32();
        var steps = GoldenSampling.Steps(result.GetProperty("section_counts"));
        if (steps.Length == 0)
        {
            // guided-diffusion's own scripts read an empty text as "all steps" before they call space_timesteps.
            Assert.Equal(timesteps, TimestepSpacing.Space(timesteps, steps).Count);
        }
        else if (result.TryGetProperty("steps", out var expected) && expected.ValueKind == JsonValueKind.Array && expected.GetArrayLength() > 0)
        {
            Assert.Equal(GoldenSampling.Integers(expected), TimestepSpacing.Space(timesteps, steps));
        }
        else
        {
            // A plan without steps is an error here.
            Assert.Throws<SamplingException>(() => TimestepSpacing.Space(timesteps, steps));
        }
    }

    private static void QuadraticAndUniform(JsonElement result)
    {
        var timesteps = result.GetProperty("T").GetInt32();
        var count = result.GetProperty("steps").GetInt32();
        var quadratic = GoldenSampling.Integers(result.GetProperty("quad"));
        Assert.Equal(quadratic, TimestepSpacing.QuadraticSequence(timesteps, count));
        Assert.Equal(quadratic.Distinct(), TimestepSpacing.Space(timesteps, $"quad{count}"));
        Assert.Equal(GoldenSampling.Integers(result.GetProperty("uniform")), TimestepSpacing.Space(timesteps, $"uniform{count}"));
    }
}
