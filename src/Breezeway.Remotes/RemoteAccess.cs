using Breezeway.Remotes.Ssh;

namespace Breezeway.Remotes;

/// <summary>How remotes that are not on this machine may be reached.</summary>
/// <param name="Manner">Whether there is a user whom ssh can ask.</param>
/// <param name="Probe">Ask remotes for uuids that are not known yet: connects.</param>
/// <param name="AutoInit">Repositories that are found without an annex are to be initialised (sync and its like).</param>
/// <param name="Warn">Takes paragraphs for the user.</param>
public sealed record RemoteAccess(SshManner Manner = SshManner.Interactive, bool Probe = true, bool AutoInit = false, Action<string>? Warn = null)
{
    /// <summary>Nobody is there to ask, and nothing may take long.</summary>
    public static readonly RemoteAccess Daemon = new(SshManner.Batch, Probe: false);
}
