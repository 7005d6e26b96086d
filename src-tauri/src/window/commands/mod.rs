//! What the page may ask of Rust: one file per noun, each command one call of the engine.

mod desktop;
mod error;
mod items;
mod jobs;
mod keys;
mod opening;
mod platforms;
mod recovery;
mod runs;
mod settings;
mod storage;
mod telling;
mod transfer;

#[cfg(test)]
mod tests;

pub(super) use desktop::Clipboard;
use error::Answer;
pub(super) use recovery::Recovery;

#[cfg(test)]
include!("names.rs");

/// Answers every command.
pub(super) fn handler() -> impl Fn(tauri::ipc::Invoke) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        platforms::list_platforms,
        platforms::recognise_target,
        platforms::preview_target,
        platforms::preview_schedule,
        jobs::list_jobs,
        jobs::get_job,
        jobs::create_job,
        jobs::create_sample_job,
        jobs::change_job,
        jobs::delete_job,
        jobs::restore_job,
        jobs::next_times,
        jobs::open_job_target,
        runs::check_job,
        runs::check_all_jobs,
        runs::pause_all,
        runs::resume_all,
        runs::list_heartbeats,
        runs::list_runs,
        runs::get_run,
        items::list_items,
        items::get_item,
        items::change_item,
        items::mark_items,
        items::open_item,
        items::open_item_link,
        keys::get_accounts,
        keys::set_key,
        keys::test_key,
        keys::remove_key,
        keys::open_key_page,
        keys::set_secret_place,
        keys::set_platform_setting,
        keys::estimate_cost,
        settings::get_status,
        settings::get_settings,
        settings::change_settings,
        desktop::get_desktop_state,
        desktop::set_start_at_login,
        desktop::create_api_token,
        desktop::open_data_folder,
        desktop::start_monitor,
        transfer::import_opml,
        transfer::export_opml,
        telling::list_notifications,
        telling::list_channels,
        telling::send_test,
        telling::set_mail,
        telling::remove_mail,
        telling::set_webhook,
        telling::remove_webhook,
        telling::set_digest,
        telling::back_test,
        storage::get_coverage,
        storage::list_backups,
        storage::make_backup,
        storage::save_backup,
        storage::run_doctor,
        storage::apply_retention,
        recovery::get_trouble,
        recovery::restore_backup,
        recovery::start_anew,
        recovery::quit,
    ]
}
