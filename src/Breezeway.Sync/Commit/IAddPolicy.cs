using Breezeway.Annex.Backends;
using Breezeway.Base.Files;

namespace Breezeway.Sync.Commit;

/// <summary>What is to become of files that appear: settings and attributes asked through one door. Called from one thread at a time.</summary>
public interface IAddPolicy
{
    /// <summary>These paths will be asked about: answers may be fetched in one go.</summary>
    void Prepare(IEnumerable<string> paths);
    /// <summary>Ignored by .gitignore and its kin.</summary>
    bool IsIgnored(string path);
    /// <summary>annex.largefiles, annex.dotfiles: annexed, or a file of git's.</summary>
    bool GoesToAnnex(string path, in FileStat stat);
    /// <summary>annex.backend, by setting or attribute.</summary>
    Backend BackendFor(string path);
    /// <summary>Whether content added by the assistant becomes locked (annex.assistant.allowunlocked with annex.addunlocked).</summary>
    bool AddLocked(string path, in FileStat stat);
}
