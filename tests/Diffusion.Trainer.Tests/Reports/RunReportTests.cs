using System.Xml;
using System.Xml.Linq;
using Diffusion.Trainer.Checkpoints;
using Diffusion.Trainer.Datasets;
using Diffusion.Trainer.Evaluation;
using Diffusion.Trainer.Loops;
using Diffusion.Trainer.Pictures;
using Diffusion.Trainer.Reports;
using Diffusion.Trainer.Samples;
using Diffusion.Trainer.Tests.Loops;

namespace Diffusion.Trainer.Tests.Reports;

public sealed class RunReportTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ImageSet images = TestImages.Create();

    [Fact]
    public void Train_UnetRun_HasAPageWithFiguresPlotsAndSettings()
    {
        const string Command = "trainer train unet --out \"<script>alert('&amp;')</script>\"";
        using (var session = TrainingSession.Start(folder.Path, TestRuns.Unet(images) with { Replicas = 1 }, images, Command))
        {
            TestRuns.Train(session);
        }

        new SampleSheetFolder(folder.Path).Save(6, new Picture(3, 3));
        File.Delete(Path.Combine(folder.Path, RunPlots.LearningRate));
        var page = Parse(RunReport.Write(folder.Path));

        // What a command line says is text, whatever it looks like.
        Assert.Equal(Command, page.Descendants("pre").Single().Value);
        Assert.Empty(page.Descendants("script"));
        Assert.Equal("6 of 6", Cell(page, "steps done"));
        Assert.Equal("24", Cell(page, "pictures seen"));
        Assert.Equal("v", Cell(page, "prediction"));
        Assert.Equal("32", Cell(page, "unet.modelChannels"));
        Assert.Equal("arrow, ring", Cell(page, "classes"));
        Assert.Equal(["Figures", "Samples", "Training", "Command lines", "Settings"], page.Descendants("h2").Select(heading => heading.Value));

        // Pictures in the page are the folder's.
        var pictures = page.Descendants("img").Select(picture => (string)picture.Attribute("src")!).ToList();
        Assert.Equal(4, pictures.Count);
        const string Prefix = "data:image/png;base64,";
        Assert.All(pictures, picture => Assert.StartsWith(Prefix, picture, StringComparison.Ordinal));
        Assert.Equal(File.ReadAllBytes(Path.Combine(folder.Path, RunPlots.Loss)), Convert.FromBase64String(pictures[1][Prefix.Length..]));
    }

    [Fact]
    public void Evaluate_Classifier_HasTheTableOfAccuracy()
    {
        using var session = TrainingSession.Start(folder.Path, TestRuns.Classifier(images), images, "a");
        TestRuns.Train(session);
        var bands = session.Evaluate();
        var page = Parse(Path.Combine(folder.Path, RunReport.Name));
        var section = page.Descendants("section").Single(section => section.Element("h2")!.Value == "Accuracy by noise level");
        Assert.Equal(bands.Select(band => $"{100 * band.Accuracy:F1} %"), section.Descendants("tbody").Single().Elements("tr").Select(row => row.Elements("td").Last().Value));
        Assert.Single(section.Descendants("img"));
    }

    [Fact]
    public void Write_MeasuredBound_IsOnThePage()
    {
        var checkpoint = new Checkpoint { Settings = TestRuns.Unet(images), Step = 3 };
        new BitsPerDimensionFile(8, 3, "", 0, 3.21, 0.02, 1e-5, [0, 999], [3, 0.21], [0, 0], [0, 0]).Write(folder.Path);
        Assert.Equal("3.2100 ± 0.0200", Cell(Parse(RunReport.Write(folder.Path, checkpoint)), "total"));
    }

    [Fact]
    public void Write_NothingButACheckpoint_IsAPage()
    {
        var page = Parse(RunReport.Write(folder.Path, new Checkpoint { Settings = TestRuns.Unet(images), Commands = ["a"] }));
        Assert.Equal(["Figures", "Command lines", "Settings"], page.Descendants("h2").Select(heading => heading.Value));
    }

    public void Dispose() => folder.Dispose();

    /// <summary>Reads the page, which must be well-formed, whole, and name nothing outside.</summary>
    private static XElement Parse(string path)
    {
        var text = File.ReadAllText(path);
        Assert.StartsWith("<!DOCTYPE html>\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("http:", text, StringComparison.Ordinal);
        Assert.DoesNotContain("https:", text, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", text, StringComparison.Ordinal);
        using var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        var page = XElement.Load(reader);
        Assert.Empty(page.Descendants("link"));
        Assert.All(page.Descendants("img"), picture => Assert.NotEmpty((string)picture.Attribute("alt")!));

        // HTML does not close an element by a slash, but for those that are always empty.
        Assert.All(page.DescendantsAndSelf().Where(element => element.IsEmpty), element => Assert.Contains(element.Name.LocalName, new[] { "meta", "img" }));

        // Raw text in HTML: nothing in it may have been escaped.
        Assert.DoesNotContain('&', text[text.IndexOf("<style>", StringComparison.Ordinal)..text.IndexOf("</style>", StringComparison.Ordinal)]);
        return page;
    }

    private static string Cell(XElement page, string name) =>
        page.Descendants("tr").Single(row => row.Element("th")!.Value == name).Element("td")!.Value;
}
