using System.CommandLine;
using Diffusion.Cli;

var root = new RootCommand("Diffusion.Functions: turns a queue message into labelled images.")
{
    SubmitCommand.Create(),
    WatchCommand.Create(),
    JobsCommand.Create(),
    CancelCommand.Create(),
    RedriveCommand.Create(),
    DeleteCommand.Create(),
    DownloadCommand.Create(),
    ReproduceCommand.Create(),
    ShareCommand.Create(),
    ModelsCommand.Create(),
    FolderCommand.Create(),
    EstimateCommand.Create(),
    DemoCommand.Create(),
    CommandRun.Models,
};
return await root.Parse(args).InvokeAsync();
