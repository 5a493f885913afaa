using System.Text.Json.Nodes;

namespace Diffusion.Contracts;

/// <summary>The schema of a job: the shape of each member. Limits that a deployment or a model sets are checked when the job is planned.</summary>
internal static class JobSchema
{
    private const string PathPattern = "^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*$";

    public static JsonNode Create() => new JsonObject
    {
        ["oneOf"] = new JsonArray(Job(), Reference()),
    };

    private static JsonObject Job() => Closed("The job itself", ["model", "count"], new JsonObject
    {
        ["version"] = Version(),
        ["id"] = Text("Names the job and its folder. Left out: made from the message's id.", $"^[A-Za-z0-9][A-Za-z0-9_-]{{0,{JobId.MaxLength - 1}}}$"),
        ["model"] = Text("A model's name.", "^[A-Za-z0-9._-]+$"),
        ["labels"] = Labels(),
        ["count"] = Whole("How many images.", 1),
        ["seed"] = With(Whole("Seed of all noise.", 0), "maximum", JsonValue.Create(ulong.MaxValue), 0),
        ["sampler"] = Choice<SamplerName>("How a step is made.", "ddim"),
        ["eta"] = Number("DDIM's noise: 0 none, 1 as much as DDPM.", 0, 1, 0),
        ["steps"] = new JsonObject
        {
            ["description"] = "Number of steps, sections such as \"10,10,5\", \"ddim25\", \"quad25\", \"uniform25\", \"leading25\", \"trailing25\", \"linspace25\", \"logsnr25\" or \"karras25\" (for dpm++2m and heun), or \"\" for all timesteps.",
            ["oneOf"] = new JsonArray(new JsonObject { ["type"] = "integer", ["minimum"] = 1 }, new JsonObject { ["type"] = "string", ["pattern"] = "^ *(|(ddim|quad|uniform|leading|trailing|linspace|logsnr|karras) *[0-9]+|[0-9]+( *, *[0-9]+)*) *$" }),
            ["default"] = 25,
        },
        ["timesteps"] = new JsonObject
        {
            ["description"] = "The timesteps that are visited, ascending without repeats, in place of steps.",
            ["type"] = "array",
            ["minItems"] = 1,
            ["maxItems"] = TimestepList.MaxCount,
            ["uniqueItems"] = true,
            ["items"] = new JsonObject { ["type"] = "integer", ["minimum"] = 0 },
        },
        ["startTimestep"] = Whole("t′: a truncated chain visits the timesteps below it. Left out: all of the model's.", 1),
        ["endTimestep"] = With(Whole("The least noisy timestep that is visited; 0 does not cut the chain.", 0), "default", 0),
        ["thresholding"] = Choice<ThresholdingName>("What keeps the predicted image in the range of pixels.", "static"),
        ["thresholdPercentile"] = Share("Dynamic thresholding: the share of pixels that is not clipped.", 0.995),
        ["start"] = Choice<StartName>("What a chain starts from.", "noise"),
        ["startImages"] = new JsonObject
        {
            ["description"] = "PNG blobs of the container that chains start from; image i starts from number i modulo the list's length.",
            ["oneOf"] = new JsonArray(
                Text("One for all.", PathPattern),
                new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = new JsonObject { ["type"] = "string", ["pattern"] = PathPattern } }),
        },
        ["interpolate"] = Closed("Images between pairs of seeds; image i belongs to pair i / count.", ["pairs", "count"], new JsonObject
        {
            ["pairs"] = Pairs("The seeds at both ends.", "integer"),
            ["count"] = Whole("Images of a pair, both ends with them.", 2),
        }),
        ["guidance"] = Closed("What pulls towards the label.", ["kind"], new JsonObject
        {
            ["kind"] = Choice<GuidanceName>("Where guidance comes from.", null),
            ["scale"] = Number("The guidance scale. Classifier: 0 is off. Classifier-free and autoguidance: 1 is off.", 0, null, 1),
            ["scales"] = new JsonObject
            {
                ["description"] = "Guidance scales in place of scale, dealt to the images: the next one's turn comes when every label, with every start image, has had one. Where both guidances act, of the classifier-free one.",
                ["type"] = "array",
                ["minItems"] = 1,
                ["maxItems"] = GuidanceScales.MaxCount,
                ["items"] = new JsonObject { ["type"] = "number", ["minimum"] = 0 },
            },
            ["classifierScale"] = Number("The classifier's scale where both guidances act.", 0, null, 1),
            ["rescale"] = Number("How far the guided output is brought back to the conditional one's contrast; 0 is off.", 0, 1, 0),
            ["gradientAt"] = Choice<GradientPointName>("Where ddpm takes the classifier's gradient.", "sample"),
            ["interval"] = Interval(),
            ["schedule"] = Pairs("How the scale changes over the chain: pairs of a timestep and a factor, ascending, linear in between.", "number"),
        }, notTogether: ["scale", "scales"]),
        ["networkSees"] = Choice<NetworkSeesName>("What the network itself is told about the class.", "label"),
        ["film"] = Whole("k: a film of each image, of x̂₀ of every k-th step and the finished image. Left out: none.", 1),
        ["submitter"] = Text("Who asks, for the limit of live jobs. Makes no difference to the images.", $"^[A-Za-z0-9._@+-]{{1,{JobRequest.MaxSubmitterLength}}}$"),
        ["prefix"] = With(Text("Folder in the container.", PathPattern), "default", BlobNames.DefaultPrefix),
        ["traceParent"] = TraceParent(),
    }, notTogether: ["steps", "timesteps"]);

    private static JsonObject Interval() => new()
    {
        ["description"] = "Timesteps at which guidance acts, [lowest, highest] or \"all\".",
        ["oneOf"] = new JsonArray(
            new JsonObject { ["const"] = "all" },
            Pair("integer")),
    };

    private static JsonObject Pairs(string description, string type) => new()
    {
        ["description"] = description,
        ["type"] = "array",
        ["minItems"] = 1,
        ["items"] = Pair(type),
    };

    private static JsonObject Pair(string type) => new()
    {
        ["type"] = "array",
        ["items"] = new JsonObject { ["type"] = type, ["minimum"] = 0 },
        ["minItems"] = 2,
        ["maxItems"] = 2,
    };

    private static JsonObject Share(string description, double normal) => new()
    {
        ["description"] = description,
        ["type"] = "number",
        ["exclusiveMinimum"] = 0,
        ["maximum"] = 1,
        ["default"] = normal,
    };

    private static JsonObject Reference() => Closed("A job that lies in a blob of the container", ["jobBlob"], new JsonObject
    {
        ["version"] = Version(),
        ["jobBlob"] = Text("The blob's name.", PathPattern),
        ["traceParent"] = TraceParent(),
    });

    private static JsonObject TraceParent() => new()
    {
        ["description"] = "The W3C trace that the job belongs to, such as \"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\". No image depends on it; one that is not of this form is left out of account.",
        ["type"] = "string",
    };

    private static JsonObject Version() => new() { ["const"] = JobRequest.CurrentVersion, ["default"] = JobRequest.CurrentVersion };

    private static JsonObject Labels() => new()
    {
        ["description"] = "Classes by name or number, gone through in turn; \"all\" means each class of the model. A model without classes takes \"all\" alone.",
        ["oneOf"] = new JsonArray(
            new JsonObject { ["type"] = new JsonArray("string", "integer") },
            new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = new JsonObject { ["type"] = new JsonArray("string", "integer") } }),
        ["default"] = "all",
    };

    private static JsonObject Closed(string description, string[] required, JsonObject properties, string[]? notTogether = null)
    {
        var schema = new JsonObject
        {
            ["description"] = description,
            ["type"] = "object",
            ["additionalProperties"] = false,
            ["required"] = Names(required),
            ["properties"] = properties,
        };
        return notTogether is null ? schema : With(schema, "not", new JsonObject { ["required"] = Names(notTogether) });
    }

    private static JsonArray Names(string[] names) => new([.. names.Select(name => (JsonNode)name)]);

    private static JsonObject Text(string description, string pattern) => new() { ["description"] = description, ["type"] = "string", ["pattern"] = pattern };

    private static JsonObject Whole(string description, int minimum) => new() { ["description"] = description, ["type"] = "integer", ["minimum"] = minimum };

    private static JsonObject Number(string description, double minimum, double? maximum, double normal)
    {
        var schema = new JsonObject { ["description"] = description, ["type"] = "number", ["minimum"] = minimum };
        if (maximum is { } limit)
        {
            schema["maximum"] = limit;
        }

        return With(schema, "default", normal);
    }

    private static JsonObject Choice<T>(string description, string? normal)
        where T : struct, Enum
    {
        var schema = new JsonObject { ["description"] = description, ["enum"] = new JsonArray([.. ChoiceWords.Of<T>().Keys.Select(choice => (JsonNode)choice)]) };
        return normal is null ? schema : With(schema, "default", normal);
    }

    private static JsonObject With(JsonObject schema, string name, JsonNode value, JsonNode? normal = null)
    {
        schema[name] = value;
        if (normal is not null)
        {
            schema["default"] = normal;
        }

        return schema;
    }
}
