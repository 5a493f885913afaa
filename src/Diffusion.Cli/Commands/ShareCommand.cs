using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Diffusion.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Diffusion.Cli;

/// <summary>diffusion share: links that let somebody read a job's files for a while. Links go to standard output or a file, all else to standard error.</summary>
internal static class ShareCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("id") { Description = "The job." };
        var hours = new Option<double>("--hours") { Description = $"How long the links live, at most {BlobSigner.MaxLife.TotalHours}.", DefaultValueFactory = _ => 1 };
        var output = new Option<FileInfo?>("--out") { Description = "A file for the links; standard output if left out." };
        var command = new Command("share", "Makes a read-only link for each of a job's files, for whoever has no rights of their own. A line each: {\"name\": …, \"url\": …}.") { id, hours, output };
        command.SetAction((parsed, cancellation) => CommandRun.With(parsed, async services =>
        {
            var job = parsed.GetRequiredValue(id);
            var life = TimeSpan.FromHours(Math.Clamp(parsed.GetValue(hours), -1e6, 1e6));
            var links = await services.GetRequiredService<JobShare>().CreateAsync(job, life, cancellation)
                ?? throw new CommandException($"There is no job {job}. See its id where it was submitted; a rejected job has no files.");
            var file = parsed.GetValue(output);
            await using var writer = file is null ? Console.Out : new StreamWriter(file.FullName);
            await WriteAsync(links, writer, Console.Error, cancellation);
            return 0;
        }));
        return command;
    }

    internal static async Task WriteAsync(JobLinks links, TextWriter output, TextWriter notes, CancellationToken cancellation)
    {
        var count = 0;
        await foreach (var link in links.Links.WithCancellation(cancellation))
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(link, LinkJson.Default.BlobLink));
            count++;
        }

        await notes.WriteLineAsync($"{count} links, each to read one file, until {links.Expires:yyyy-MM-dd HH:mm:ss} UTC. Whoever has a link can read the file: keep them as you keep the files.");
        if (links.IsDevelopment)
        {
            await notes.WriteLineAsync("This is Azurite: the links are signed with its published development key, and protect nothing. In the cloud a user delegation key signs them.");
        }
    }
}

/// <summary>How links are written: the URL's own characters as they are.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BlobLink))]
internal sealed partial class LinkJson : JsonSerializerContext;
