using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Diffusion.Jobs;

/// <summary>How the blobs that only this service reads are written: as the contracts are.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(JobPlan))]
[JsonSerializable(typeof(ModelPointer))]
[JsonSerializable(typeof(JobClaim))]
[JsonSerializable(typeof(BatchActuals))]
[JsonSerializable(typeof(BatchError))]
[JsonSerializable(typeof(JobEnd))]
[JsonSerializable(typeof(RedriveList))]
[JsonSerializable(typeof(PlanningAttempts))]
[JsonSerializable(typeof(ImageProvenance))]
internal sealed partial class JobsJson : JsonSerializerContext
{
    public static BinaryData Write<T>(T value, JsonTypeInfo<T> type) => new(JsonSerializer.SerializeToUtf8Bytes(value, type));

    public static T Read<T>(BinaryData content, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(content.ToMemory().Span, type) ?? throw new JsonException($"A {typeof(T).Name} is null.");
}
