using Diffusion.Contracts;
using Diffusion.Jobs.Tests.Harness;
using Diffusion.Sampling;

namespace Diffusion.Jobs.Tests.Checking;

public sealed class JobCheckTests
{
    [Fact]
    public void Check_GoodJob_ResolvesItsLabels()
    {
        var job = Check("""{"model":"tiny","count":4,"labels":["star","0"]}""");

        Assert.Empty(job.Problems);
        Assert.Equal([2, 0], job.Labels);
    }

    [Fact]
    public void Check_AllLabels_AreEveryClassInTurn() => Assert.Equal([0, 1, 2], Check("""{"model":"tiny","count":4}""").Labels);

    [Theory]
    [InlineData("\"model\":\"euler\"", "model")]
    [InlineData("\"model\":\"../tiny\"", "model")]
    [InlineData("\"labels\":\"cat\"", "labels")]
    [InlineData("\"labels\":3", "labels")]
    [InlineData("\"labels\":-1", "labels")]
    [InlineData("\"labels\":[]", "labels")]
    [InlineData("\"sampler\":\"euler\"", "sampler")]
    [InlineData("\"colour\":1", "colour")]
    [InlineData("\"count\":0", "count")]
    [InlineData("\"count\":-5", "count")]
    [InlineData("\"count\":100001", "count")]
    [InlineData("\"steps\":0", "steps")]
    [InlineData("\"steps\":1001", "steps")]
    [InlineData("\"steps\":\"ddim300\"", "steps")]
    [InlineData("\"steps\":\"10,x\"", "steps")]
    [InlineData("\"timesteps\":[5,5,999]", "timesteps")]
    [InlineData("\"timesteps\":[0,1000]", "timesteps")]
    [InlineData("\"timesteps\":[0,500]", "timesteps")]
    [InlineData("\"eta\":2", "eta")]
    [InlineData("\"eta\":-0.1", "eta")]
    [InlineData("\"guidance\":{\"kind\":\"classifier\",\"scale\":\"NaN\"}", "guidance.scale")]
    [InlineData("\"guidance\":{\"kind\":\"classifier\",\"scale\":-1}", "guidance.scale")]
    [InlineData("\"guidance\":{\"kind\":\"classifier\",\"scale\":21}", "guidance.scale")]
    [InlineData("\"guidance\":{\"kind\":\"classifier\",\"scale\":1e300}", "guidance.scale")]
    [InlineData("\"guidance\":{\"kind\":\"classifier\",\"scales\":[1,21]}", "guidance.scales")]
    [InlineData("\"guidance\":{\"kind\":\"classifier\",\"scales\":[-1,1]}", "guidance.scales")]
    [InlineData("\"guidance\":{\"kind\":\"classifier\",\"scale\":1,\"scales\":[1,2]}", "guidance.scales")]
    [InlineData("\"guidance\":{\"kind\":\"none\",\"scales\":[1,2]}", "guidance.scales")]
    [InlineData("\"guidance\":{\"kind\":\"classifier\",\"scales\":[1,2],\"rescale\":0.5}", "guidance.rescale")]
    [InlineData("\"guidance\":{\"kind\":\"both\",\"classifierScale\":21}", "guidance.classifierScale")]
    [InlineData("\"guidance\":{\"kind\":\"classifierFree\",\"rescale\":1.5}", "guidance.rescale")]
    [InlineData("\"guidance\":{\"kind\":\"classifier\",\"rescale\":0.5}", "guidance.rescale")]
    [InlineData("\"guidance\":{\"kind\":\"classifier\",\"gradientAt\":\"mean\"}", "guidance.gradientAt")]
    [InlineData("\"guidance\":{\"kind\":\"classifier\",\"gradientAt\":\"end\"}", "guidance.gradientAt")]
    [InlineData("\"guidance\":{\"kind\":\"classifier\",\"interval\":[5,1000]}", "guidance.interval")]
    [InlineData("\"guidance\":{\"kind\":\"classifier\",\"interval\":[5]}", "guidance.interval")]
    [InlineData("\"guidance\":{\"kind\":\"classifier\",\"interval\":\"some\"}", "guidance.interval")]
    [InlineData("\"guidance\":{\"kind\":\"classifier\",\"schedule\":[[600,1],[200,0]]}", "guidance.schedule")]
    [InlineData("\"guidance\":{\"kind\":\"classifier\",\"schedule\":[600,1]}", "guidance.schedule")]
    [InlineData("\"guidance\":{\"kind\":\"classifier\",\"power\":1}", "guidance.power")]
    [InlineData("\"endTimestep\":1000", "endTimestep")]
    [InlineData("\"endTimestep\":-1", "endTimestep")]
    [InlineData("\"thresholding\":\"dynamic\",\"thresholdPercentile\":0", "thresholdPercentile")]
    [InlineData("\"thresholding\":\"dynamic\",\"thresholdPercentile\":1.1", "thresholdPercentile")]
    [InlineData("\"interpolate\":{\"pairs\":[[1,2]],\"count\":3}", "count")]
    [InlineData("\"eta\":0.5,\"interpolate\":{\"pairs\":[[1,2],[3,4]],\"count\":2}", "interpolate")]
    [InlineData("\"sampler\":\"ddpm\",\"interpolate\":{\"pairs\":[[1,2],[3,4]],\"count\":2}", "interpolate")]
    [InlineData("\"start\":\"inversion\",\"startImages\":[\"a.png\"],\"interpolate\":{\"pairs\":[[1,2],[3,4]],\"count\":2}", "interpolate")]
    [InlineData("\"start\":\"image\",\"startTimestep\":500", "startImages")]
    [InlineData("\"startImages\":[\"a.png\"]", "startImages")]
    [InlineData("\"steps\":\"karras1\"", "steps")]
    [InlineData("\"steps\":\"1\"", "steps")]
    [InlineData("\"startTimestep\":1001", "startTimestep")]
    [InlineData("\"startTimestep\":0", "startTimestep")]
    [InlineData("\"startTimestep\":500", "startTimestep")]
    [InlineData("\"film\":0", "film")]
    [InlineData("\"film\":-3", "film")]
    [InlineData("\"film\":\"all\"", "film")]
    [InlineData("\"film\":9,\"steps\":1000", "film")]
    [InlineData("\"prefix\":\"a/../b\"", "prefix")]
    [InlineData("\"prefix\":\"/a\"", "prefix")]
    [InlineData("\"prefix\":\"\"", "prefix")]
    [InlineData("\"prefix\":\"rejected\"", "prefix")]
    [InlineData("\"prefix\":\"jobs/x\"", "prefix")]
    [InlineData("\"id\":\"a/b\"", "id")]
    [InlineData("\"networkSees\":\"nullClass\",\"guidance\":{\"kind\":\"classifierFree\"}", "networkSees")]
    public void Check_BadMember_IsTheOneProblem(string member, string field)
    {
        var members = new Dictionary<string, string>(StringComparer.Ordinal) { ["model"] = "\"model\":\"tiny\"", ["count"] = "\"count\":4" };
        members[member.Split('"')[1]] = member;

        var problem = Assert.Single(Check("{" + string.Join(",", members.Values) + "}").Problems);

        Assert.Equal(field, problem.Field);
        Assert.NotEmpty(problem.Limit);
        Assert.NotEmpty(problem.Action);
    }

    [Theory]
    [InlineData("\"guidance\":{\"kind\":\"classifier\"}", "guidance.kind")]
    [InlineData("\"guidance\":{\"kind\":\"classifierFree\"}", "guidance.kind")]
    [InlineData("\"guidance\":{\"kind\":\"autoguidance\"}", "guidance.kind")]
    [InlineData("\"start\":\"prior\"", "start")]
    [InlineData("\"networkSees\":\"nullClass\"", "networkSees")]
    public void Check_ModelCannot_SaysSo(string member, string field) =>
        Assert.Equal(field, Assert.Single(Check($$"""{"model":"bare","count":4,{{member}}}""").Problems).Field);

    [Fact]
    public void Check_ModelThatEnlarges_HasNothingToEnlarge()
    {
        var problem = Assert.Single(Check("""{"model":"tiny","count":4}""", change: model => model with { Enlarges = 64 }).Problems);

        Assert.Equal("model", problem.Field);
        Assert.Contains("64×64", problem.Limit, StringComparison.Ordinal);
    }

    /// <summary>A network that knows no labels is told none, whichever word the job has for it.</summary>
    [Theory]
    [InlineData("label")]
    [InlineData("nullClass")]
    public void Check_ModelWithoutClasses_DrawsOneLabelWithoutAName(string sees)
    {
        static JobModel Classless(JobModel model) => model with { Classes = [], KnowsLabels = false, HasNullClass = false };

        var job = Check($$"""{"model":"tiny","count":4,"networkSees":"{{sees}}"}""", change: Classless);

        Assert.Empty(job.Problems);
        Assert.Equal([0], job.Labels);
        Assert.Equal("", job.Model!.LabelName(0));
        Assert.Equal(
            "labels is \"disc\", but the model tiny has no classes. Leave labels out, or use a model with classes.",
            Assert.Single(Check("""{"model":"tiny","count":4,"labels":["disc"]}""", change: Classless).Problems).ToString());
    }

    [Theory]
    [InlineData("\"steps\":25", "steps is \"25\"")]
    [InlineData("\"timesteps\":[0,999]", "timesteps is 2 timesteps")]
    [InlineData("\"steps\":\"\",\"endTimestep\":5", "endTimestep is 5")]
    public void Check_PreviousXWithTimestepsLeftOut_SaysWhy(string members, string value) => Assert.Equal(
        $"{value}, but the model tiny predicts the image one timestep before (previousX), so a chain cannot leave timesteps out. Set steps to \"\" for every timestep, and leave endTimestep out.",
        Assert.Single(Check($$"""{"model":"tiny","count":4,{{members}}}""", change: Of(PredictionKind.PreviousX, VarianceKind.FixedSmall)).Problems).ToString());

    [Theory]
    [InlineData("\"sampler\":\"ddpm\"", false)]
    [InlineData("\"sampler\":\"ddpm\",\"steps\":\"\"", true)]
    [InlineData("\"sampler\":\"ddpm\",\"steps\":\"\",\"startTimestep\":900", true)]
    [InlineData("\"sampler\":\"ddim\"", true)]
    public void Check_LearnedVarianceWithTimestepsLeftOut_IsNoMatterForOthersThanDdpm(string members, bool isGood)
    {
        var problems = Check($$"""{"model":"tiny","count":4,{{members}}}""", change: Of(PredictionKind.V, VarianceKind.Learned)).Problems;

        Assert.Equal(isGood ? [] : ["steps"], problems.Select(problem => problem.Field));
    }

    [Theory]
    [InlineData("\"steps\":\"\"")]
    [InlineData("\"steps\":\"\",\"startTimestep\":900,\"sampler\":\"ddpm\"")]
    public void Check_PreviousXOverEveryTimestep_IsGood(string members) =>
        Assert.Empty(Check($$"""{"model":"tiny","count":4,{{members}}}""", change: Of(PredictionKind.PreviousX, VarianceKind.FixedSmall)).Problems);

    [Fact]
    public void Check_EverythingWrong_ListsEverything()
    {
        var job = Check("""{"id":"a b","model":"tiny","labels":["cat","dog"],"count":0,"sampler":"ddim","eta":3,"steps":2000,"startTimestep":5000,"film":0,"prefix":"..","guidance":{"kind":"classifier","scale":50},"colour":1}""");

        Assert.Equal(
            ["colour", "count", "eta", "film", "guidance.scale", "id", "labels", "labels", "prefix", "startTimestep", "steps"],
            job.Problems.Select(problem => problem.Field).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Check_TooManySteps_NamesValueLimitAndAction() => Assert.Equal(
        "steps is \"2000\", but the chain has 1000 timesteps. Set steps to 1000 or less.",
        Assert.Single(Check("""{"model":"tiny","count":4,"steps":2000}""").Problems).ToString());

    [Theory]
    [InlineData("\"count\":4,\"steps\":1000,\"film\":9", "film is 9, but a film has at most 100 frames and this makes 112. Set film to 10 or more.")]
    [InlineData("\"count\":401,\"steps\":25,\"film\":1", "film is 1, but all films of a job have at most 10000 frames and this makes 10025 (401 images with 25 each). Set count to 400 or less, or film to more.")]
    public void Check_TooManyFrames_NamesValueLimitAndAction(string members, string sentence) =>
        Assert.Equal(sentence, Assert.Single(Check($$"""{"model":"tiny",{{members}}}""").Problems).ToString());

    [Theory]
    [InlineData("\"count\":4,\"steps\":1000,\"film\":10")]
    [InlineData("\"count\":400,\"steps\":25,\"film\":1")]
    [InlineData("\"count\":4,\"steps\":25,\"film\":1000")]
    public void Check_FilmsAtTheirLimits_AreGood(string members) => Assert.Empty(Check($$"""{"model":"tiny",{{members}}}""").Problems);

    /// <summary>The range is that of chains from noise, so that what it suggests works.</summary>
    [Fact]
    public void Check_StartBeyondTheModel_NamesStartsThatWork() => Assert.Equal(
        "startTimestep is 5000, but the model has 1000 timesteps. Set it between 856 and 1000, or leave it out.",
        Assert.Single(Check("""{"model":"tiny","count":4,"startTimestep":5000}""").Problems).ToString());

    [Fact]
    public void Check_ScalesThatNoImageComesTo_NamesTheCountThatDoes()
    {
        Assert.Equal(
            "guidance.scales is [1, 2, 4], but a scale's turn comes when all labels and start images have had theirs, and 6 images come to 2 of 3 scales. " +
            "Set count to 7 or more, or give at most 2.",
            Assert.Single(Check("""{"model":"tiny","count":6,"guidance":{"kind":"classifier","scales":[1,2,4]}}""").Problems).ToString());
        Assert.Empty(Check("""{"model":"tiny","count":7,"guidance":{"kind":"classifier","scales":[1,2,4]}}""").Problems);
        Assert.Empty(Check("""{"model":"tiny","count":4,"guidance":{"kind":"classifier","scales":[1,2]}}""").Problems);
    }

    [Fact]
    public void Check_UnknownModel_StillChecksTheRest() => Assert.Equal(
        ["count", "model"],
        Check("""{"model":"none","count":0,"steps":5}""").Problems.Select(problem => problem.Field).Order());

    [Fact]
    public void Check_LimitedSteps_CountsThePlansSteps() =>
        Assert.Equal("steps", Assert.Single(Check("""{"model":"tiny","count":4,"steps":""}""", new JobLimits { MaxSteps = 100 }).Problems).Field);

    private static Func<JobModel, JobModel> Of(PredictionKind prediction, VarianceKind variance) =>
        model => model with { Settings = model.Settings with { Prediction = prediction, Variance = variance } };

    private static CheckedJob Check(string message, JobLimits? limits = null, Func<JobModel, JobModel>? change = null) =>
        new JobCheck(new FakeModels { Change = change ?? (model => model) }, Microsoft.Extensions.Options.Options.Create(limits ?? new JobLimits())).Check(JobReader.Read(message));
}
