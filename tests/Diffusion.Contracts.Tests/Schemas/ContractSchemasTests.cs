using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Diffusion.Contracts.Tests.Schemas;

public sealed class ContractSchemasTests
{
    [Theory]
    [InlineData("job.schema.json")]
    [InlineData("completed.schema.json")]
    [InlineData("image.schema.json")]
    [InlineData("rejected.schema.json")]
    [InlineData("status.schema.json")]
    public void All_Schema_IsTheOneInDocs(string name)
    {
        var path = Path.Combine(Repository.Root, "docs", "schemas", name);
        if (Environment.GetEnvironmentVariable("UPDATE_SCHEMAS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, ContractSchemas.All[name]);
        }

        Assert.True(File.Exists(path), $"{path} is missing. Run the tests once with UPDATE_SCHEMAS=1.");
        Assert.Equal(ContractSchemas.All[name], File.ReadAllText(path));
    }

    [Fact]
    public void JobSchema_Members_AreThoseOfTheRequest()
    {
        var job = JsonNode.Parse(ContractSchemas.All["job.schema.json"])!["oneOf"]![0]!;

        var members = ContractsJson.Default.JobRequest.Properties.Select(property => property.Name).Order();
        Assert.Equal(members, job["properties"]!.AsObject().Select(member => member.Key).Order());
        Assert.False((bool)job["additionalProperties"]!);
    }

    /// <summary>What the reader and the sampler take, the schema takes.</summary>
    [Theory]
    [InlineData("", true)]
    [InlineData("3, 2", true)]
    [InlineData(" 10,10 ,5 ", true)]
    [InlineData("ddim25", true)]
    [InlineData("karras 25", true)]
    [InlineData("25,", false)]
    [InlineData("euler25", false)]
    [InlineData("2 5", false)]
    public void JobSchema_Steps_TakesBlanksBetweenNumbers(string steps, bool isTaken)
    {
        var pattern = (string)JsonNode.Parse(ContractSchemas.All["job.schema.json"])!["oneOf"]![0]!["properties"]!["steps"]!["oneOf"]![1]!["pattern"]!;

        Assert.Equal(isTaken, Regex.IsMatch(steps, pattern, RegexOptions.ECMAScript, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void JobSchema_Defaults_AreThoseOfTheRequest()
    {
        var properties = JsonNode.Parse(ContractSchemas.All["job.schema.json"])!["oneOf"]![0]!["properties"]!.AsObject();
        var written = JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(new JobRequest { Model = "m", Count = 1 }, ContractsJson.Default.JobRequest))!;

        foreach (var (name, schema) in properties.Where(member => member.Value!["default"] is not null))
        {
            Assert.True(JsonNode.DeepEquals(schema!["default"], written[name]), name);
        }
    }
}
