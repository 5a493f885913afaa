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
        List("labels", "--labels", "Classes by name or number, or all.", value => value is ["all"] ? "all" : FlagNodes.Texts(value));
        Number<ulong>("seed", "--seed", "Seed of all noise.");
        Text("sampler", "--sampler", "ddpm, ddim, dpm++2m or heun.");
        Number<double>("eta", "--eta", "DDIM's noise, 0 to 1.");
        Text("steps", "--steps", "25, 10,10,5, ddim25, or '' for all.");
        List("timesteps", "--timesteps", "The timesteps themselves, ascending, in place of --steps.", FlagNodes.Numbers);
        Number<int>("startTimestep", "--start-timestep", "Where a truncated chain starts.");
        Number<int>("endTimestep", "--end-timestep", "Where the chain is cut at its end.");
        Text("start", "--start", "noise, image, inversion or prior.");
        List("startImages", "--start-images", "PNG blobs of the container that chains start from.", FlagNodes.Texts);
        List("interpolate.pairs", "--interpolate", "Pairs of seeds with images between them, such as 1:2 3:4.", FlagNodes.Pairs);
        Number<int>("interpolate.count", "--interpolate-count", "Images of a pair, both ends with them.");
        Text("thresholding", "--thresholding", "none, static or dynamic.");
        Number<double>("thresholdPercentile", "--threshold-percentile", "The share of pixels that dynamic thresholding leaves unclipped.");
        Guidance();
        Text("networkSees", "--network-sees", "label or nullClass.");
        Number<int>("film", "--film", "A film of each image, of every so-manyth step.");
        Text("prefix", "--prefix", "Folder in the container.");
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
        Text("guidance.kind", "--guidance", "none, classifier, classifierFree, both or autoguidance.");
        Number<double>("guidance.scale", "--scale", "The guidance scale.");
        List("guidance.scales", "--scales", "Guidance scales, dealt to the images in turn.", FlagNodes.Numbers);
        Number<double>("guidance.classifierScale", "--classifier-scale", "The classifier's scale where both guidances act.");
        Number<double>("guidance.rescale", "--rescale", "How far contrast is brought back to the unguided, 0 to 1.");
        Text("guidance.gradientAt", "--gradient-at", "Where ddpm takes the classifier's gradient: sample or mean.");
        Add(new Option<string>("--interval") { Description = "Timesteps at which guidance acts, such as 200:800, or all." }, "guidance.interval",
            value => value == "all" ? "all" : FlagNodes.Pair(value));
        List("guidance.schedule", "--schedule", "How the scale changes: timesteps with factors, such as 200:0 600:1.5.", FlagNodes.Pairs);
    }

    private void Text(string member, string name, string description) =>
        Add(new Option<string>(name) { Description = description }, member, value => JsonValue.Create(value));

    private void Number<T>(string member, string name, string description)
        where T : struct =>
        Add(new Option<T?>(name) { Description = description }, member, value => JsonValue.Create(value!.Value));

    private void List(string member, string name, string description, Func<string[], JsonNode> node) =>
        Add(new Option<string[]>(name) { Description = description, AllowMultipleArgumentsPerToken = true }, member, node);

    /// <summary>A member of the job, or, behind a dot, of one of its objects.</summary>
    private void Add<T>(Option<T> option, string member, Func<T, JsonNode?> node)
    {
        flags.Add((option, Write));

        void Write(JsonObject job, ParseResult parsed)
        {
            if (parsed.GetResult(option) is null || parsed.GetValue(option) is not { } value)
            {
                return;
            }

            var path = member.Split('.');
            var owner = path.Length == 1 ? job : (JsonObject)(job[path[0]] ??= new JsonObject());
            owner[path[^1]] = node(value);
        }
    }
}
