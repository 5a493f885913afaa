using System.CommandLine;
using System.Text.Json;
using Diffusion.Contracts;
using Diffusion.Jobs;
using Microsoft.Extensions.DependencyInjection;

namespace Diffusion.Cli;

/// <summary>diffusion estimate: time and cost of a job before it is submitted, from measured step times.</summary>
internal static class EstimateCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("job.json") { Description = "The job." };
        var profile = new Option<string>("--profile") { Description = "The kind of host (see profiles.json).", DefaultValueFactory = _ => "local" };
        var profiles = new Option<FileInfo?>("--profiles") { Description = "A file of profiles with measurements and prices of your own." };
        var price = new Option<double?>("--price") { Description = "What an hour of a replica costs." };
        var replicas = new Option<int>("--replicas") { Description = "Replicas that share the job.", DefaultValueFactory = _ => 1 };
        var measure = new Option<bool>("--measure") { Description = "Measure on this machine in place of the profile's figures." };
        var job = new Option<string?>("--job") { Description = "Take the figures from this job, which has run on such hosts." };
        var command = new Command("estimate", "Says how long a job takes and what it costs, and what that assumes.") { file, profile, profiles, price, replicas, measure, job };
        command.SetAction((parsed, cancellation) => CommandRun.With(parsed, async services =>
        {
            var (request, model) = Check(services, await File.ReadAllTextAsync(parsed.GetRequiredValue(file).FullName, cancellation));
            var host = HostProfiles.Find(HostProfiles.Read(parsed.GetValue(profiles)?.FullName), parsed.GetRequiredValue(profile));
            var times = parsed.GetValue(measure) ? await services.GetRequiredService<StepTimeMeasurement>().RunAsync(model, cancellation)
                : parsed.GetValue(job) is { } id ? await services.GetRequiredService<JobStepTimes>().ReadAsync(id, model, cancellation)
                : Measured(host, model);
            var estimate = new JobEstimate
            {
                Images = request.Count,
                Work = JobWork.Of(request, model),
                Times = times,
                Profile = host,
                Replicas = Math.Max(1, parsed.GetValue(replicas)),
                PricePerHour = parsed.GetValue(price) ?? host.PricePerHour,
            };
            foreach (var line in estimate.Describe())
            {
                Console.WriteLine(line);
            }

            if (parsed.GetValue(measure))
            {
                Console.WriteLine("For a file of profiles:");
                Console.WriteLine(JsonSerializer.Serialize(times, HostProfilesJson.Default.StepTimes));
            }

            return 0;
        }));
        return command;
    }

    /// <summary>What is known of a model on a kind of host.</summary>
    internal static StepTimes Measured(HostProfile host, JobModel model) =>
        host.Measurements.FirstOrDefault(times => times.ModelHash == model.Hash) ?? host.Measurements.FirstOrDefault(times => times.Model == model.Name)
        ?? throw new CommandException(
            $"The profile {host.Name} has no measurement of {model.Name}. Give --job with a job that has run there, run this with --measure on such a host, "
            + "or name a file of your own with --profiles.");

    private static (JobRequest Request, JobModel Model) Check(IServiceProvider services, string text)
    {
        var reading = JobReader.Read(text);
        var job = services.GetRequiredService<JobCheck>().Check(reading);
        return job is { Request: { } request, Model: { } model, Problems.Count: 0 }
            ? (request, model)
            : throw new CommandException(job.Problems.Count == 0 ? "The file refers to a blob. Give the job itself." : string.Join(Environment.NewLine, job.Problems));
    }
}
