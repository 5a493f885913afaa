using System.Text.Json.Serialization;

namespace Diffusion.Contracts;

/// <summary>
/// How every contract is written and read: camelCase, one line, no nulls, repeated members refused; unknown ones too, but not in what
/// the service tells, where a newer one may say more.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(JobRequest))]
[JsonSerializable(typeof(JobBlobReference))]
[JsonSerializable(typeof(BatchMessage))]
[JsonSerializable(typeof(ImageRecord))]
[JsonSerializable(typeof(JobCompleted))]
[JsonSerializable(typeof(JobRejected))]
[JsonSerializable(typeof(JobStatus))]
[JsonSerializable(typeof(SweepMessage))]
public sealed partial class ContractsJson : JsonSerializerContext;
