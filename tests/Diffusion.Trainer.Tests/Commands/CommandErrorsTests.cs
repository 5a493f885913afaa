using Diffusion.Networks;
using Diffusion.Trainer.Commands;

namespace Diffusion.Trainer.Tests.Commands;

public sealed class CommandErrorsTests
{
    public static TheoryData<Exception> Expected =>
    [
        new TrainerException("wrong"),
        new WeightsException("wrong"),
        new IOException("wrong"),
        new UnauthorizedAccessException("wrong"),
        new AggregateException(new IOException("wrong")),
    ];

    [Theory]
    [MemberData(nameof(Expected))]
    public void Catch_WhatTheUserCanCorrect_IsExitStatusOne(Exception error) => Assert.Equal(1, CommandErrors.Catch(() => throw error));

    [Fact]
    public void Catch_Defect_KeepsItsStack() =>
        Assert.Throws<NullReferenceException>(() => CommandErrors.Catch(() => throw new NullReferenceException()));
}
