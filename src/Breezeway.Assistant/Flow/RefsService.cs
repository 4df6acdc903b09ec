using System.Threading.Channels;
using Breezeway.Annex;
using Breezeway.Assistant.Daemon;
using Breezeway.Assistant.Watch;
using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Git;

namespace Breezeway.Assistant.Flow;

/// <summary>What others do to a repository's git directory, and who has to look at it.</summary>
public sealed record RefsNews(Action Refs, Action Head, Action Index, Action Config);

/// <summary>Listens to the repository's git directory, and hands on what it hears.</summary>
/// <param name="gone">Called when the git directory is not there any more.</param>
public sealed class RefsService(AnnexRepository repository, RefsNews news, IAssistantLog log, Action gone)
{
    public void Run(CancellationToken stop)
    {
        using var watcher = RefsWatcher.Start(repository.Location.GitDir, repository.Location.CommonDir);
        // what happened before it listened
        foreach (var act in new[] { news.Refs, news.Head, news.Index }) act();
        Task[] all =
        [
            Forward(watcher.RefsChanged, news.Refs, stop), Forward(watcher.HeadChanged, news.Head, stop),
            Forward(watcher.IndexChanged, news.Index, stop), Forward(watcher.ConfigChanged, news.Config, stop),
        ];
        try { Task.WhenAny(all).GetAwaiter().GetResult().GetAwaiter().GetResult(); }
        catch (ChannelClosedException e) when (!stop.IsCancellationRequested)
        {
            if (Fs.IsDirectory(repository.Location.GitDir)) throw new FileError("watching it ended", repository.Location.GitDir, (e.InnerException as FileError)?.Code ?? Errno.Io);
            log.Say($"{repository.Location.GitDir}: gone or unmounted, the daemon ends");
            gone();
        }
    }

    /// <summary>An act that fails is said, and does not end it.</summary>
    async Task Forward(Signal signal, Action act, CancellationToken stop)
    {
        while (true)
        {
            await signal.WaitAsync(stop);
            try { act(); }
            catch (Exception e) when (e is UserError or FileError or CorruptData or GitFailed) { log.Say(e.Message); }
        }
    }
}
