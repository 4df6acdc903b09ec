using Breezeway.Annex;
using Breezeway.Base.Files;

namespace Breezeway.Assistant.Daemon;

/// <summary>The hourly checks (assistant.md 9).</summary>
/// <param name="gone">Called when the repository is not there any more.</param>
public sealed class SanityChecker(AnnexRepository repository, IAssistantLog log, Action gone)
{
    static readonly TimeSpan s_interval = TimeSpan.FromHours(1);

    public void Run(CancellationToken stop)
    {
        while (!stop.WaitHandle.WaitOne(s_interval)) Check();
    }

    /// <summary>One round.</summary>
    public void Check()
    {
        if (!Fs.IsDirectory(repository.Top) || !Fs.IsDirectory(repository.Location.GitDir))
        {
            log.Say($"{repository.Top}: gone or unmounted, the daemon ends");
            gone();
            return;
        }
        log.RotateIfBig();
    }
}
