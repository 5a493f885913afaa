using Diffusion.Trainer.Loops;

namespace Diffusion.Trainer.Tests.Loops;

public sealed class TrainingPrecisionTests
{
    [Theory]
    [InlineData("auto", null, "float32")]
    [InlineData("auto", 0.0, "float32")]
    [InlineData("auto", 7.5, "float32")]
    [InlineData("auto", 8.0, "bfloat16")]
    [InlineData("auto", 9.0, "bfloat16")]
    [InlineData("float32", 9.0, "float32")]
    [InlineData("bfloat16", 8.6, "bfloat16")]
    [InlineData("bfloat16", null, "bfloat16")]
    public void Table_NameOnADevice_IsRecordedAs(string name, double? capability, string expected) => Assert.Equal(expected, TrainingPrecision.Table.Find(name)(capability));

    [Fact]
    public void Table_BFloat16OnAGpuWithout_IsRefused() =>
        Assert.Contains("compute capability is 7.5", Assert.Throws<TrainerException>(() => TrainingPrecision.Table.Find("bfloat16")(7.5)).Message);

    [Fact]
    public void On_Cpu_AsksNoDriver() => Assert.Equal("float32", TrainingPrecision.On("auto", "cpu"));
}
