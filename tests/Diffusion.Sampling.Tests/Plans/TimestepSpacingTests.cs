using FsCheck;
using FsCheck.Fluent;

namespace Diffusion.Sampling.Tests.Plans;

public sealed class TimestepSpacingTests
{
    private static readonly Arbitrary<(int Timesteps, int Count)> AnyCount =
        (from timesteps in Gen.Choose(2, 1500)
         from count in Gen.Choose(2, timesteps)
         select (timesteps, count)).ToArbitrary();

    [Fact]
    public void Space_Empty_KeepsAll() => Assert.Equal([0, 1, 2, 3, 4], TimestepSpacing.Space(5, ""));

    [Fact]
    public void Space_Even_RoundsHalfToEven() => Assert.Equal([0, 94, 189], TimestepSpacing.Space(190, "3"));

    [Fact]
    public void Space_SpacesAroundNumbers_AreIgnored() =>
        Assert.Equal(TimestepSpacing.Space(100, "3,2"), TimestepSpacing.Space(100, " 3, 2 "));

    [Fact]
    public void Space_AnyCount_KeepsSoManyFromFirstToLast() =>
        Prop.ForAll(
            AnyCount,
            plan =>
            {
                var kept = TimestepSpacing.Space(plan.Timesteps, plan.Count.ToString());
                return kept.Count == plan.Count && kept[0] == 0 && kept[^1] == plan.Timesteps - 1 && Ascends(kept)
                    && Gaps(kept).Max() - Gaps(kept).Min() <= 1;
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Space_AnySections_KeepsSoManyInEach() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<int>(),
            seed =>
            {
                var random = new Random(seed);
                var sections = random.Next(1, 8);
                var timesteps = random.Next(sections, 1200);
                var counts = Enumerable.Range(0, sections).Select(_ => random.Next(1, (timesteps / sections) + 1)).ToList();
                var kept = TimestepSpacing.Space(timesteps, string.Join(',', counts));
                var first = 0;
                for (var section = 0; section < sections; section++)
                {
                    var size = (timesteps / sections) + (section < timesteps % sections ? 1 : 0);
                    if (kept.Count(t => t >= first && t < first + size) != counts[section] || !kept.Contains(first))
                    {
                        return false;
                    }

                    first += size;
                }

                return first == timesteps && Ascends(kept);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Space_AnyIntegerStride_IsExactOrSaysWhatIsPossible() =>
        Prop.ForAll(
            AnyCount,
            plan =>
            {
                var problems = new List<string>();
                var kept = TimestepSpacing.Space(plan.Timesteps, $"ddim{plan.Count}", problems);
                return problems.Count == 0
                    ? kept.Count == plan.Count && kept[0] == 0 && Gaps(kept).Distinct().Count() == 1
                    : problems[0].Split('\'').Where(word => word.StartsWith("ddim")).Skip(1)
                        .All(suggested => TimestepSpacing.Space(plan.Timesteps, suggested).Count > 0);
            }).QuickCheckThrowOnFailure();

    /// <summary>Lin et al. 2024, table 2 (which counts from 1), T = 1000 and S = 10.</summary>
    [Theory]
    [InlineData("leading10", new[] { 0, 100, 200, 300, 400, 500, 600, 700, 800, 900 })]
    [InlineData("trailing10", new[] { 99, 199, 299, 399, 499, 599, 699, 799, 899, 999 })]
    [InlineData("linspace10", new[] { 0, 111, 222, 333, 444, 555, 666, 777, 888, 999 })]
    [InlineData("linspace1", new[] { 0 })]
    [InlineData("trailing1", new[] { 999 })]
    public void Space_Alignment_IsThePapersTable(string steps, int[] expected) => Assert.Equal(expected, TimestepSpacing.Space(1000, steps));

    [Theory]
    [InlineData(1000, "1200", "steps is 1200, but the chain has 1000 timesteps. Set steps to 1000 or less.")]
    [InlineData(10, "6,5", "steps asks for 6 timesteps in section 1 of 2, which has 5. Set it to 5 or less, or use fewer sections.")]
    [InlineData(1000, "ddim37", "steps is 'ddim37', but no integer stride over 1000 timesteps keeps exactly 37. Use 'ddim36' or 'ddim38', or '37'.")]
    [InlineData(1, "ddim1", "steps is 'ddim1', but no integer stride over 1 timesteps keeps exactly 1. Use '1'.")]
    [InlineData(1000, "0", "steps keeps none of 1000 timesteps. Set it to 2 or more.")]
    [InlineData(1000, "karras25", "steps is 'karras25', but places even in 'karras' fall between timesteps, and whole ones are wanted here. Use for instance '25' or 'quad25'.")]
    [InlineData(10, "quad11", "steps is 'quad11', but the chain has 10 timesteps. Use 'quad1' to 'quad10'.")]
    [InlineData(
        1000,
        "many",
        "steps is 'many', which is no plan. Leave it empty for all timesteps, or use a number ('25'), numbers for equal sections ('90,60,60,20,20'), or one of 'ddim25', 'quad25', 'uniform25', 'leading25', 'trailing25', 'linspace25', 'logsnr25', 'karras25'.")]
    public void Space_Impossible_SaysWhatIsPossible(int timesteps, string steps, string message) =>
        Assert.Equal(message, Assert.Throws<SamplingException>(() => TimestepSpacing.Space(timesteps, steps)).Message);

    [Theory]
    [InlineData("-5")]
    [InlineData("+5")]
    [InlineData("1e2")]
    [InlineData("10,,5")]
    [InlineData("99999999999999999999")]
    [InlineData("ddim")]
    [InlineData("ddim-1")]
    [InlineData(" ")]
    public void Space_NoNumber_IsRefused(string steps) =>
        Assert.Contains("which is no plan", Assert.Throws<SamplingException>(() => TimestepSpacing.Space(1000, steps)).Message);

    [Fact]
    public void Space_LongText_IsShownShortened()
    {
        var message = Assert.Throws<SamplingException>(() => TimestepSpacing.Space(1000, new string('x', 60_000))).Message;
        Assert.True(message.Length < 400);
    }

    private static bool Ascends(IReadOnlyList<int> kept) => Gaps(kept).All(gap => gap > 0);

    private static IEnumerable<int> Gaps(IReadOnlyList<int> kept) => kept.Zip(kept.Skip(1)).Select(pair => pair.Second - pair.First);
}
