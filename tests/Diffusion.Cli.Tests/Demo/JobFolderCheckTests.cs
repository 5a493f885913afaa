using Diffusion.Contracts;
using Diffusion.Jobs;
using Diffusion.Runtime;

namespace Diffusion.Cli.Tests.Demo;

public sealed class JobFolderCheckTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("job-folder-").FullName;
    private readonly JobPlan plan = Samples.Plan(count: 3);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Check_CompleteFolder_HasNoProblems()
    {
        Write();

        var (images, problems) = JobFolderCheck.Check(folder, plan);

        Assert.Empty(problems);
        Assert.Equal([0, 1, 0], images.Select(image => image.Label));
    }

    [Fact]
    public void Check_ImageMissing_SaysSo()
    {
        Write();
        File.Delete(Path.Combine(folder, BlobNames.Image(1, "ring")));

        Assert.Contains(JobFolderCheck.Check(folder, plan).Problems, problem => problem.Contains("00000001_ring.png", StringComparison.Ordinal));
    }

    [Fact]
    public void Check_ImageOfAnotherJob_SaysSo()
    {
        Write();

        var problems = JobFolderCheck.Check(folder, plan with { JobHash = "other" }).Problems;

        Assert.Equal(3, problems.Count(problem => problem.Contains("not its job's", StringComparison.Ordinal)));
    }

    [Fact]
    public void Check_PixelsChanged_SaysSo()
    {
        Write();
        File.Copy(Path.Combine(folder, BlobNames.Image(0, "disc")), Path.Combine(folder, BlobNames.Image(2, "disc")), overwrite: true);

        Assert.Contains(JobFolderCheck.Check(folder, plan).Problems, problem => problem.Contains("not what the manifest says", StringComparison.Ordinal));
    }

    [Fact]
    public void Check_FilmDamagedOrAFrameMissing_SaysSo()
    {
        Write();
        var film = new FilmRecord { Name = "film.png", FileSha256 = JobImage.FileSha256([1, 2]), Frames = ["frame.png"] };
        var records = BatchManifest.Read(new BinaryData(File.ReadAllBytes(Path.Combine(folder, "manifest.jsonl")))).Select(record => record.Index == 1 ? record with { Film = film } : record);
        File.WriteAllBytes(Path.Combine(folder, "manifest.jsonl"), BatchManifest.Write(records).ToArray());
        File.WriteAllBytes(Path.Combine(folder, "film.png"), [1, 2]);
        Assert.Equal(["frame.png is missing."], JobFolderCheck.Check(folder, plan).Problems);

        File.WriteAllBytes(Path.Combine(folder, "film.png"), [1, 3]);
        File.WriteAllBytes(Path.Combine(folder, "frame.png"), []);
        Assert.Equal(["film.png is not what the manifest says."], JobFolderCheck.Check(folder, plan).Problems);
    }

    [Theory]
    [InlineData("manifest.jsonl")]
    [InlineData("contact-sheet.png")]
    [InlineData("_SUCCESS")]
    public void Check_FileMissing_SaysSo(string name)
    {
        Write();
        File.Delete(Path.Combine(folder, name));

        Assert.Contains(JobFolderCheck.Check(folder, plan).Problems, problem => problem.StartsWith(name, StringComparison.Ordinal));
    }

    private void Write()
    {
        Directory.CreateDirectory(Path.Combine(folder, "images"));
        var records = new List<ImageRecord>();
        for (var index = 0; index < plan.Request.Count; index++)
        {
            var pixels = new Pixels([.. Enumerable.Repeat((byte)index, 12)], 2, 2, 3);
            var model = new LoadedModel(null!, null!, new RuntimeProvenance("p", "d", "1", null));
            var file = PngFile.Encode(pixels, JobImage.Provenance(plan, index, model, pixels));
            records.Add(JobImage.Record(plan, index) with { PixelSha256 = pixels.Sha256(), FileSha256 = JobImage.FileSha256(file) });
            File.WriteAllBytes(Path.Combine(folder, records[^1].Name), file);
        }

        File.WriteAllBytes(Path.Combine(folder, "manifest.jsonl"), BatchManifest.Write(records).ToArray());
        foreach (var name in new[] { "contact-sheet.png", "_SUCCESS", "job.json", "plan.json" })
        {
            File.WriteAllText(Path.Combine(folder, name), "");
        }
    }
}
