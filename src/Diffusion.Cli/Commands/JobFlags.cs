using System.CommandLine;
using System.Text.Json.Nodes;

namespace Diffusion.Cli;

/// <summary>A job's members as options of a command line; what is left out is left to the contract's defaults.</summary>
internal sealed class JobFlags
{
    private readonly List<(Option Option, Action<JsonObject, ParseResult> Write)> flags = [];

    public JobFlags()
    {
        Text("model", "--model", "A model's name (see: diffusion models list).");
        Number<int>("count", "--count", "How many images.");
        Text("id", "--id", "Names the job.");
        Add(new Option<string[]>("--labels") { Description = "Classes by name or number, or all.", AllowMultipleArgumentsPerToken = true }, "labels",
            value => value is ["all"] ? "all" : new JsonArray([.. value.Select(label => (JsonNode)label)]));
        Number<ulong>("seed", "--seed", "Seed of all noise.");
        Text("sampler", "--sampler", "ddpm, ddim, dpm++2m or heun.");
        Number<double>("eta", "--eta", "DDIM's noise, 0 to 1.");
        Text("steps", "--steps", "25, 10,10,5, ddim25, or '' for all.");
        Number<int>("startTimestep", "--start-timestep", "Where a truncated chain starts.");
        Number<int>("endTimestep", "--end-timestep", "Where the chain is cut at its end.");
        Text("thresholding", "--thresholding", "none, static or dynamic.");
        Text("networkSees", "--network-sees", "label or nullClass.");
        Number<int>("film", "--film", "A film of each image, of every so-manyth step.");
        Text("prefix", "--prefix", "Folder in the container.");
        Guidance();
    }

    public void AddTo(Command command)
    {
        foreach (var (option, _) in flags)
        {
            command.Add(option);
        }
    }

    public string ToJson(ParseResult parsed)
    {
        var job = new JsonObject();
        foreach (var (_, write) in flags)
        {
            write(job, parsed);
        }

        return job.ToJsonString();
    }

    private void Guidance()
    {
        var kind = new Option<string?>("--guidance") { Description = "none, classifier, classifierFree, both or autoguidance." };
        var scale = new Option<double?>("--scale") { Description = "The guidance scale." };
        var scales = new Option<double[]>("--scales") { Description = "Guidance scales, dealt to the images in turn.", AllowMultipleArgumentsPerToken = true };
        flags.Add((kind, WriteKind));
        flags.Add((scale, WriteScale));
        flags.Add((scales, WriteScales));

        void WriteKind(JsonObject job, ParseResult parsed)
        {
            if (parsed.GetValue(kind) is { } value)
            {
                job["guidance"] = new JsonObject { ["kind"] = value };
            }
        }

        void WriteScale(JsonObject job, ParseResult parsed)
        {
            if (parsed.GetValue(scale) is { } value)
            {
                (job["guidance"] ??= new JsonObject())["scale"] = value;
            }
        }

        void WriteScales(JsonObject job, ParseResult parsed)
        {
            if (parsed.GetResult(scales) is not null && parsed.GetValue(scales) is { } values)
            {
                (job["guidance"] ??= new JsonObject())["scales"] = new JsonArray([.. values.Select(value => (JsonNode)value)]);
            }
        }
    }

    private void Text(string member, string name, string description) =>
        Add(new Option<string>(name) { Description = description }, member, value => JsonValue.Create(value));

    private void Number<T>(string member, string name, string description)
        where T : struct =>
        Add(new Option<T?>(name) { Description = description }, member, value => JsonValue.Create(value!.Value));

    private void Add<T>(Option<T> option, string member, Func<T, JsonNode?> node)
    {
        flags.Add((option, Write));

        void Write(JsonObject job, ParseResult parsed)
        {
            if (parsed.GetResult(option) is not null && parsed.GetValue(option) is { } value)
            {
                job[member] = node(value);
            }
        }
    }
}
