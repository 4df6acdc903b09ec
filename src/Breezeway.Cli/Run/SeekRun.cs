using Breezeway.Cli.Output;
using Breezeway.Cli.Seek;

namespace Breezeway.Cli.Run;

/// <summary>Runs one action on everything a command is asked to act on: a batch line by line, everything else as a queue.</summary>
public sealed class SeekRun(CommandRun run)
{
    /// <inheritdoc cref="ActionQueue.Overlap"/>
    public bool Overlap { get; init; } = true;

    /// <summary>Without matching options, only what is here.</summary>
    public bool DefaultIsPresent { get; init; }

    public void Do(Action<SeekItem> act)
    {
        var seeker = new Seeker(run) { Matches = run.Matching(DefaultIsPresent) };
        if (seeker.IsBatch) { seeker.CheckCombination(); Batch(seeker, act); return; }
        new ActionQueue(run, act) { Overlap = Overlap }.Run(seeker.Items(), CancellationToken.None);
    }

    /// <summary>A line for which nothing is done is answered by an empty one.</summary>
    void Batch(Seeker seeker, Action<SeekItem> act)
    {
        foreach (string line in BatchInput.Read(run.Arguments.Has(Options.ContentOptions.Nul)))
        {
            int before = run.Reporter.Started;
            if (seeker.OfBatchLine(line) is { } item) act(item);
            if (run.Reporter.Started == before) Out.Line("");
            Out.Flush();
        }
    }
}
