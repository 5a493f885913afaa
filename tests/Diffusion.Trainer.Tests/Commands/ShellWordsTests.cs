using Diffusion.Trainer.Commands;
using Diffusion.Trainer.Export;

namespace Diffusion.Trainer.Tests.Commands;

public sealed class ShellWordsTests
{
    [Theory]
    [InlineData("trainer", "--width", "32")]
    [InlineData("my pictures", "it's", "", "a\"b", "$HOME", "back\\slash", "*")]
    public void Split_OfWhatJoinMade_IsTheSameWords(params string[] words) => Assert.Equal(words, ShellWords.Split(ShellWords.Join(words)));

    [Fact]
    public void Join_PlainWords_StayAsTheyAre() => Assert.Equal("train --out runs/a-1 --ema-lengths 0.05", ShellWords.Join(["train", "--out", "runs/a-1", "--ema-lengths", "0.05"]));

    [Fact]
    public void Join_Others_AreQuotedForAShell() => Assert.Equal("'my pictures' 'it'\\''s' ''", ShellWords.Join(["my pictures", "it's", ""]));

    [Fact]
    public void Split_QuotesAndBackslashes_AreReadAsPeopleWriteThem() =>
        Assert.Equal(["a b", "c d", "e f"], ShellWords.Split("\"a b\"  'c d' e\\ f"));

    [Fact]
    public void WithoutFolders_PathWithSpaces_KeepsItsLastPart() => Assert.Equal(
        "trainer train unet --data 'my pictures' --out run --flip",
        TrainingRecord.WithoutFolders("trainer train unet --data '/home/a b/my pictures/' --out /runs/run --flip"));
}
