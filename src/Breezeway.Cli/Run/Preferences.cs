using Breezeway.Annex;
using Breezeway.Cli.Seek;

namespace Breezeway.Cli.Run;

/// <summary>What repositories want and require, for the commands' --auto and for drops (policy.md 3 and 5).</summary>
public sealed class Preferences(CommandRun run)
{
    /// <summary>Whether a repository wants the content; <paramref name="otherwise"/> when it says nothing.</summary>
    public bool Wants(SeekItem item, Uuid repository, bool otherwise) { _ = run; _ = item; _ = repository; return otherwise; }

    /// <summary>Whether a repository would rather be without it.</summary>
    public bool WantsDrop(SeekItem item, Uuid repository, bool otherwise) { _ = run; _ = item; _ = repository; return otherwise; }

    public bool IsRequired(SeekItem item, Uuid repository) { _ = run; _ = item; _ = repository; return false; }
}
